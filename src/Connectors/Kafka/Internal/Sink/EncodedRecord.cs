namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink;

/// <summary>A record as bytes, ready to be produced. Lives until the encoder encodes the next one.</summary>
internal readonly ref struct EncodedRecord
{
    public const int AnyPartition = -1;

    public ReadOnlySpan<byte> Key { get; init; }

    public bool HasKey { get; init; }

    public ReadOnlySpan<byte> Value { get; init; }

    public bool IsTombstone { get; init; }

    /// <summary>The partition, or <see cref="AnyPartition"/> to leave it to the partitioner.</summary>
    public int Partition { get; init; }

    /// <summary>Milliseconds since the Unix epoch, or <see cref="Operators.Batches.RecordBatch.NoTimestamp"/>.</summary>
    public long Timestamp { get; init; }

    public KafkaHeaderWriter? Headers { get; init; }
}
