namespace AkkaStreamProc.Connectors.Kafka.Internal.Source;

/// <summary>The kinds of <see cref="KafkaStart"/>.</summary>
internal enum KafkaStartKind
{
    Earliest,
    Latest,
    Timestamp,
    Offsets,
    GroupOffsets,
}
