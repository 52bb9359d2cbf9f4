namespace AkkaStreamProc.Connectors.Kafka.Embedded.Groups;

/// <summary>How far a group has come in one partition.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="Partition">The partition's number.</param>
/// <param name="Offset">The next offset to read.</param>
/// <param name="LeaderEpoch">As the client gave it; -1 for none.</param>
/// <param name="Metadata">A text of the client's own; may be null.</param>
internal sealed record CommittedOffset(string Topic, int Partition, long Offset, int LeaderEpoch, string? Metadata);
