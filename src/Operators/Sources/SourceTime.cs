using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Sources;

/// <summary>The event time of one subtask of a source at one moment, and which of its splits holds it back.</summary>
/// <param name="HasEventTime">Whether the watermark strategy promises anything before the input ends.</param>
/// <param name="IsBounded">Whether the input ends.</param>
/// <param name="Idleness">After how long without a record a split is idle; <see langword="null"/> for never.</param>
/// <param name="IsHeld">Whether nothing is read before a checkpoint is complete.</param>
/// <param name="Splits">How many splits were assigned and have not ended.</param>
/// <param name="IdleSplits">How many of them are idle.</param>
/// <param name="Holder">The split whose watermark is the lowest of those that are not idle.</param>
/// <param name="Furthest">The split whose watermark is the highest.</param>
/// <param name="Latest">The split that had a record last, ended ones included.</param>
internal sealed record SourceTime(
    bool HasEventTime, bool IsBounded, TimeSpan? Idleness, bool IsHeld, int Splits, int IdleSplits, SplitTime? Holder, SplitTime? Furthest, SplitTime? Latest)
{
    /// <summary>The group of sources that it waits for, being ahead of it; <see langword="null"/> where it does not.</summary>
    public WatermarkAlignment? WaitsFor { get; init; }

    /// <summary>Whether it is held for tables that are not loaded.</summary>
    public bool AwaitsTables { get; init; }

    /// <summary>How far it is loaded, where it is a table that others wait for; <see langword="null"/> otherwise.</summary>
    public TableProgress? Table { get; init; }

    /// <summary>How far ahead of the clock its records may be; the end of time where they may be anywhere.</summary>
    public long ClockBoundMs { get; init; }
}

/// <summary>A split of a source at one moment.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Position">The position of its next record.</param>
/// <param name="Watermark">Its watermark.</param>
/// <param name="LastTimestamp">The event time of its last record in this attempt; <see langword="null"/> where it had none.</param>
/// <param name="QuietMs">How long it has had no record, by the clock and while the source asked for some.</param>
/// <param name="HasBacklog">Whether more is known to lie behind the position.</param>
/// <param name="Backlog">How much, where that is known.</param>
internal sealed record SplitTime(string Id, string Position, long Watermark, long? LastTimestamp, long QuietMs, bool HasBacklog, long? Backlog);
