namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

/// <summary>How a transaction ended, as a control batch says it in each of the transaction's partitions.</summary>
/// <param name="IsCommit">Whether the records count.</param>
/// <param name="CoordinatorEpoch">Which life of the coordinator wrote it; the highest is the present one.</param>
internal readonly record struct EndMarker(bool IsCommit, int CoordinatorEpoch);
