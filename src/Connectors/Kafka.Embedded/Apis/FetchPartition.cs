namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>What a fetch asks of one partition.</summary>
internal readonly record struct FetchPartition(int Partition, int LeaderEpoch, long Offset, int MaxBytes);
