namespace AkkaStreamProc.Connectors.Kafka;

/// <summary>One Kafka record as it was read. Its bytes are valid for the duration of the call only.</summary>
public readonly ref struct KafkaMessage
{
    /// <summary>The topic it was read from.</summary>
    public required string Topic { get; init; }

    /// <summary>The partition it was read from.</summary>
    public required int Partition { get; init; }

    /// <summary>Its offset in the partition.</summary>
    public required long Offset { get; init; }

    /// <summary>
    /// Its timestamp in milliseconds since the Unix epoch (set by the producer or by the broker, as the topic is
    /// configured), or <see cref="Operators.Batches.RecordBatch.NoTimestamp"/>.
    /// </summary>
    public required long Timestamp { get; init; }

    /// <summary>The key; empty where there is none.</summary>
    public ReadOnlySpan<byte> Key { get; init; }

    /// <summary>Whether the record has a key, if only an empty one.</summary>
    public bool HasKey { get; init; }

    /// <summary>The value; empty for a tombstone.</summary>
    public ReadOnlySpan<byte> Value { get; init; }

    /// <summary>Whether the record has no value, which deletes its key in a compacted topic.</summary>
    public bool IsTombstone { get; init; }

    /// <summary>The headers.</summary>
    public KafkaHeaders Headers { get; init; }
}
