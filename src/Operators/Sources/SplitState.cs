using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Sources;

/// <summary>A split as its source operator sees it: how far it was emitted, and its event time.</summary>
internal sealed class SplitState<T>(SourceSplit split, SplitWatermark<T> generator)
{
    public SourceSplit Split { get; set; } = split;

    public SplitWatermark<T> Generator => generator;

    /// <summary>When it last had a record, on the source's idle clock.</summary>
    public long LastActive { get; set; }

    /// <summary>The event time of the last record that was taken of it; none before the first.</summary>
    public long? LastTimestamp { get; set; }

    public bool IsIdle { get; set; }

    /// <summary>What was read of it and not emitted, with the order of arrival among all splits.</summary>
    public Queue<(long Arrival, SourceFetch<T> Fetch)> Held { get; } = new();

    /// <summary>Whether the reader was told to read nothing of it.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Since when the others wait for it, on the clock of <see cref="FetchOrder{T}"/>, and where its event time stood then.</summary>
    public (long Since, long Watermark)? Awaited { get; set; }

    /// <summary>The binary form of a split that has ended, which does not change any more.</summary>
    public StoredSplit? Stored { get; set; }

    public bool CountsForWatermark => !IsIdle && !Split.IsFinished;

    /// <summary>How far it is, at a moment of the source's idle clock.</summary>
    public SplitTime TimeAt(long now) => new(
        Split.Id,
        Split.PositionText,
        Generator.Current,
        LastTimestamp,
        Held.Count > 0 ? 0 : now - LastActive,
        Split.HasBacklog,
        Split.Backlog);
}
