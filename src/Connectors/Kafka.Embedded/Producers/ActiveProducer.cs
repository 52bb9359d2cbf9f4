namespace AkkaStreamProc.Connectors.Kafka.Embedded.Producers;

/// <summary>What a partition knows of a producer, as tools are shown it.</summary>
/// <param name="Producer">Its id and its newest epoch.</param>
/// <param name="LastSequence">The sequence number of its last record; -1 where the epoch has none.</param>
/// <param name="LastTimestamp">The time of its last batch, in milliseconds since the epoch; -1 for none.</param>
/// <param name="CoordinatorEpoch">That of the last marker; -1 where there was none.</param>
/// <param name="TransactionStart">The first offset of its open transaction; -1 where none is open.</param>
internal readonly record struct ActiveProducer(ProducerIdentity Producer, int LastSequence, long LastTimestamp, int CoordinatorEpoch, long TransactionStart);
