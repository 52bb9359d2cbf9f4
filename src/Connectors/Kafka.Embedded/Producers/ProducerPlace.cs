namespace AkkaStreamProc.Connectors.Kafka.Embedded.Producers;

/// <summary>Where in the log a producer was last seen; recovery needs both to know it again.</summary>
/// <param name="LastBatch">The first offset of its last batch; -1 where its epoch has none.</param>
/// <param name="LastMarker">The offset of its last marker; -1 where it has none.</param>
internal readonly record struct ProducerPlace(long LastBatch, long LastMarker);
