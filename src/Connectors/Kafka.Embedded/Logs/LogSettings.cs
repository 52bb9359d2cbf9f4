namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

/// <summary>What a topic's configuration means for its logs.</summary>
internal sealed record LogSettings
{
    /// <summary>Largest batch accepted, in bytes.</summary>
    public int MaxBatchBytes { get; init; } = 1_048_588;

    /// <summary>A segment rolls before it would grow past this many bytes.</summary>
    public int SegmentBytes { get; init; } = 1 << 30;

    /// <summary>Age of a segment's first batch at which the next batch begins another, in milliseconds.</summary>
    public long SegmentMs { get; init; } = long.MaxValue;

    /// <summary>Age at which a segment may go, in milliseconds; -1 keeps everything.</summary>
    public long RetentionMs { get; init; } = -1;

    /// <summary>Bytes a partition keeps at least before its oldest segment goes; -1 keeps everything.</summary>
    public long RetentionBytes { get; init; } = -1;

    /// <summary>Whether only the newest record of each key is kept, and every record must have one.</summary>
    public bool Compacts { get; init; }

    /// <summary>Age below which records are not compacted, in milliseconds.</summary>
    public long MinCompactionLagMs { get; init; }

    /// <summary>Age at which records are compacted whatever <see cref="MinDirtyRatio"/> says, in milliseconds.</summary>
    public long MaxCompactionLagMs { get; init; } = long.MaxValue;

    /// <summary>How long a record without a value is kept once it is compacted, in milliseconds.</summary>
    public long TombstoneRetentionMs { get; init; }

    /// <summary>The part of the bytes that must be new before the log is compacted, 0 to 1.</summary>
    public double MinDirtyRatio { get; init; }

    /// <summary>Whether batches are stamped with the broker's time.</summary>
    public bool AppendTime { get; init; }

    /// <summary>How far a batch's timestamps may lie behind the broker's time, in milliseconds.</summary>
    public long MaxTimestampAgeMs { get; init; } = long.MaxValue;

    /// <summary>How far a batch's timestamps may lie ahead of the broker's time, in milliseconds.</summary>
    public long MaxTimestampAheadMs { get; init; } = long.MaxValue;

    /// <summary>Whether every append reaches the disk before it is acknowledged.</summary>
    public bool FlushEveryAppend { get; init; }
}
