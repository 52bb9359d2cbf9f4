using System.Numerics;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Operators.Time;

/// <summary>The event times that a source takes; a record outside would move the time of all others, or overflow it.</summary>
/// <param name="aheadOfClockMs">How far a record may lie ahead of the clock; <see langword="null"/> for any distance.</param>
/// <param name="aheadOfSplitsMs">How far a record may lie ahead of the furthest of the other splits; <see langword="null"/> for any distance.</param>
/// <param name="mustHaveTime">Whether a record without an event time is refused.</param>
internal sealed class EventTimeRange<T>(long? aheadOfClockMs, long? aheadOfSplitsMs, bool mustHaveTime)
{
    // Windows and timers add to event times and take away from them; half of the numbers leave room for that.
    private const long Earliest = -(1L << 62);
    private const long Latest = 1L << 62;

    /// <summary>Takes the records that lie outside out of a batch.</summary>
    /// <param name="batch">The records with their event times; loses those that are refused.</param>
    /// <param name="split">Where they come from.</param>
    /// <param name="position">The position of the split in front of the batch, for the report.</param>
    /// <param name="nowMs">The clock.</param>
    /// <param name="others">The highest watermark of the other splits, or <see cref="Watermarks.Min"/> where none has any.</param>
    /// <returns>What was refused, in order, or <see langword="null"/> where nothing was.</returns>
    public IReadOnlyList<BadRecord>? TakeOut(RecordBatch<T> batch, SourceSplit split, long position, long nowMs, long others)
    {
        var latest = Latest;
        if (aheadOfClockMs is { } ofClock)
        {
            latest = Math.Min(latest, nowMs + ofClock);
        }

        if (aheadOfSplitsMs is { } ofSplits && others > Watermarks.Min)
        {
            latest = Math.Min(latest, others + ofSplits);
        }

        return AllWithin(batch.Timestamps.AsSpan(0, batch.Count), latest) ? null : Sift(batch, split, position, latest, nowMs);
    }

    private bool AllWithin(ReadOnlySpan<long> timestamps, long latest)
    {
        var (low, high) = (new Vector<long>(Earliest), new Vector<long>(latest));
        var (none, mayBeNone) = (new Vector<long>(RecordBatch.NoTimestamp), mustHaveTime ? Vector<long>.Zero : Vector<long>.AllBitsSet);
        var outside = Vector<long>.Zero;
        var i = 0;
        for (; i <= timestamps.Length - Vector<long>.Count; i += Vector<long>.Count)
        {
            var few = new Vector<long>(timestamps[i..]);
            outside |= Vector.GreaterThan(few, high) | Vector.AndNot(Vector.LessThan(few, low), Vector.Equals(few, none) & mayBeNone);
        }

        var all = outside == Vector<long>.Zero;
        for (; i < timestamps.Length; i++)
        {
            all &= (timestamps[i] >= Earliest && timestamps[i] <= latest) || (timestamps[i] == RecordBatch.NoTimestamp && !mustHaveTime);
        }

        return all;
    }

    private List<BadRecord>? Sift(RecordBatch<T> batch, SourceSplit split, long position, long latest, long nowMs)
    {
        List<BadRecord>? refused = null;
        var (kept, values, timestamps) = (0, batch.Values, batch.Timestamps);
        for (var i = 0; i < batch.Count; i++)
        {
            if (Reason(timestamps[i], latest, nowMs) is { } reason)
            {
                (refused ??= []).Add(BadRecord.OfDecoded(split.Id, position, $"{reason} (record {i + 1} of {batch.Count} read from there)", values[i]));
                continue;
            }

            (values[kept], timestamps[kept]) = (values[i], timestamps[i]);
            kept++;
        }

        Array.Clear(values, kept, batch.Count - kept);
        batch.Count = kept;
        return refused;
    }

    private string? Reason(long timestamp, long latest, long nowMs)
    {
        if (timestamp == RecordBatch.NoTimestamp)
        {
            return mustHaveTime ? "it has no event time" : null;
        }

        if (timestamp is < Earliest or > Latest)
        {
            return $"its event time {timestamp} is no number of milliseconds since 1970 that windows and timers can be computed with";
        }

        if (timestamp <= latest)
        {
            return null;
        }

        var text = EventTimeText.Of(timestamp);
        return aheadOfClockMs is { } ahead && timestamp > nowMs + ahead
            ? $"its event time {text} lies more than {TimeSpan.FromMilliseconds(ahead)} ahead of the clock, {EventTimeText.Of(nowMs)}; "
                + "WatermarkStrategy.WithClockBound allows more, WithoutClockBound any time"
            : $"its event time {text} lies more than {TimeSpan.FromMilliseconds(aheadOfSplitsMs!.Value)} ahead of all other splits; WatermarkStrategy.WithSplitBound allows more";
    }
}
