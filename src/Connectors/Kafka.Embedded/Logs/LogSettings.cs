namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

/// <summary>What a topic's configuration means for its logs.</summary>
internal sealed record LogSettings
{
    /// <summary>Largest batch accepted, in bytes.</summary>
    public int MaxBatchBytes { get; init; } = 1_048_588;

    /// <summary>A segment rolls before it would grow past this many bytes.</summary>
    public int SegmentBytes { get; init; } = 1 << 30;

    /// <summary>Age at which a segment may go, in milliseconds; -1 keeps everything.</summary>
    public long RetentionMs { get; init; } = -1;

    /// <summary>Bytes a partition keeps at least before its oldest segment goes; -1 keeps everything.</summary>
    public long RetentionBytes { get; init; } = -1;

    /// <summary>Whether batches are stamped with the broker's time.</summary>
    public bool AppendTime { get; init; }

    /// <summary>How far a batch's timestamps may lie behind the broker's time, in milliseconds.</summary>
    public long MaxTimestampAgeMs { get; init; } = long.MaxValue;

    /// <summary>How far a batch's timestamps may lie ahead of the broker's time, in milliseconds.</summary>
    public long MaxTimestampAheadMs { get; init; } = long.MaxValue;

    /// <summary>Whether every append reaches the disk before it is acknowledged.</summary>
    public bool FlushEveryAppend { get; init; }
}
