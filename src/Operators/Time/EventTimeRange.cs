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
    /// <summary>Takes the records that lie outside out of a batch.</summary>
    /// <param name="batch">The records with their event times; loses those that are refused.</param>
    /// <param name="nowMs">The clock.</param>
    /// <param name="others">The highest watermark of the other splits, or <see cref="Watermarks.Min"/> where none has any.</param>
    /// <param name="describe">From the place of a record in the batch, as it was, and the reason to what is reported of it.</param>
    /// <returns>What was refused, in order, or <see langword="null"/> where nothing was.</returns>
    public IReadOnlyList<BadRecord>? TakeOut(RecordBatch<T> batch, long nowMs, long others, Func<int, string, BadRecord> describe)
    {
        var latest = EventTimeLimits.Latest;
        if (aheadOfClockMs is { } ofClock)
        {
            latest = Math.Min(latest, nowMs + ofClock);
        }

        if (aheadOfSplitsMs is { } ofSplits && others > Watermarks.Min)
        {
            latest = Math.Min(latest, others + ofSplits);
        }

        return AllWithin(batch.Timestamps, latest) ? null : Sift(batch, latest, nowMs, describe);
    }

    private bool AllWithin(ReadOnlySpan<long> timestamps, long latest)
    {
        var (low, high) = (new Vector<long>(EventTimeLimits.Earliest), new Vector<long>(latest));
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
            all &= (timestamps[i] >= EventTimeLimits.Earliest && timestamps[i] <= latest) || (timestamps[i] == RecordBatch.NoTimestamp && !mustHaveTime);
        }

        return all;
    }

    private List<BadRecord>? Sift(RecordBatch<T> batch, long latest, long nowMs, Func<int, string, BadRecord> describe)
    {
        List<BadRecord>? refused = null;
        var kept = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            if (Reason(batch.TimestampArray[i], latest, nowMs) is { } reason)
            {
                (refused ??= []).Add(describe(i, reason));
                continue;
            }

            batch.Move(i, kept++);
        }

        batch.Truncate(kept);
        return refused;
    }

    private string? Reason(long timestamp, long latest, long nowMs)
    {
        if (timestamp == RecordBatch.NoTimestamp)
        {
            return mustHaveTime ? "it has no event time" : null;
        }

        if (timestamp is < EventTimeLimits.Earliest or > EventTimeLimits.Latest)
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
