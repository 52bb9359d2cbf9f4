namespace AkkaStreamProc.Operators.Time;

/// <summary>How far the splits of a source may be ahead of the slowest of its group.</summary>
/// <param name="Group">The sources of one name in a job wait for each other.</param>
/// <param name="MaxDriftMs">How far ahead a split may be and still be read on.</param>
internal sealed record WatermarkAlignment(string Group, long MaxDriftMs)
{
    /// <summary>The highest watermark at which a split is read on.</summary>
    /// <param name="slowest">The lowest watermark of the group; <see cref="Watermarks.Max"/> where nobody counts.</param>
    public long LimitAt(long slowest) => slowest is Watermarks.Min or Watermarks.Max ? slowest : slowest + MaxDriftMs;

    /// <summary>How far the slowest must be for a split of this watermark to be read on.</summary>
    public long SlowestFor(long watermark) => watermark <= Watermarks.Min + 1 + MaxDriftMs ? Watermarks.Min + 1 : watermark - MaxDriftMs;
}
