namespace AkkaStreamProc.Connectors.Kafka;

/// <summary>The kinds of <see cref="KafkaStart"/>.</summary>
internal enum KafkaStartKind
{
    Earliest,
    Latest,
    Timestamp,
    Offsets,
    GroupOffsets,
}
