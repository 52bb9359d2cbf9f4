using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Joins;

/// <summary>Joins records whose times are an interval apart.</summary>
/// <remarks>
/// <para>
/// A row waits until event time says that nothing can come for it any more. Where it is emitted then if it was in no pair, the key is
/// called when the first of its rows has waited long enough; otherwise later, so that rows go in bulk: each after twice the time that it had to
/// wait, and a second, at the latest.
/// </para>
/// <para>(Flink's interval join, which has inner joins only, and one timer for each record.)</para>
/// </remarks>
/// <param name="operatorName">The operator, for messages.</param>
/// <param name="kind">What is emitted.</param>
/// <param name="lower">From the time of a first record to that of the earliest second one, in milliseconds.</param>
/// <param name="upper">From the time of a first record to that of the latest second one, in milliseconds.</param>
/// <param name="select">From a pair to a result; one of both is <see langword="default"/> where there is no pair.</param>
internal sealed class IntervalJoinFunction<TKey, TFirst, TSecond, TOut>(string operatorName, JoinKind kind, long lower, long upper, Func<TFirst?, TSecond?, TOut> select)
    : TimedJoin<TKey, TFirst, TSecond, TOut>(operatorName)
    where TKey : notnull
{
    // Rows that are only dropped need not go at once.
    private const long BulkMs = 1_000;

    private readonly bool _emitsPairs = kind is not (JoinKind.Semi or JoinKind.Anti);
    private readonly bool _emitsFirst = kind is JoinKind.Left or JoinKind.Full or JoinKind.Anti;
    private readonly bool _emitsSecond = kind is JoinKind.Right or JoinKind.Full;

    public override void ProcessFirst(TFirst record, ProcessContext<TKey, TOut> context)
    {
        if (IsLate(LateFirst, record, context))
        {
            return;
        }

        var time = context.Timestamp;
        var sides = Sides.Value;
        var (from, end) = (sides.Second.PlaceOf(Add(time, lower)), sides.Second.PlaceBehind(Add(time, upper)));
        var isMatched = end > from;
        if (_emitsPairs)
        {
            for (var at = from; at < end; at++)
            {
                var other = sides.Second[at];
                context.EmitAt(select(record, other.Value), Math.Max(time, other.Timestamp));
            }
        }
        else if (kind == JoinKind.Semi && isMatched)
        {
            context.EmitAt(select(record, default), Math.Max(time, sides.Second[from].Timestamp));
        }

        // Whether it is in a pair is all that matters of it, and that is known.
        var isDone = !_emitsPairs && isMatched;
        if (!isDone && HasPassed(Add(time, upper), context.Watermark))
        {
            isDone = true;
            if (_emitsFirst && !isMatched)
            {
                context.EmitAt(select(record, default), time);
            }
        }

        if (_emitsSecond)
        {
            sides.Second.Mark(from, end);
        }

        if (!isDone)
        {
            sides.First.Insert(new JoinRow<TFirst> { Timestamp = time, IsMatched = isMatched, Value = record });
        }

        Keep(sides, isDone ? null : CallAt(Add(time, upper), _emitsFirst, context.Watermark), context);
    }

    public override void ProcessSecond(TSecond record, ProcessContext<TKey, TOut> context)
    {
        if (IsLate(LateSecond, record, context))
        {
            return;
        }

        var time = context.Timestamp;
        var sides = Sides.Value;
        var (from, end) = (sides.First.PlaceOf(Add(time, -upper)), sides.First.PlaceBehind(Add(time, -lower)));
        for (var at = from; at < end && kind != JoinKind.Anti; at++)
        {
            var other = sides.First[at];
            context.EmitAt(select(other.Value, record), Math.Max(time, other.Timestamp));
        }

        var isDone = HasPassed(Add(time, -lower), context.Watermark);
        if (isDone && _emitsSecond && end == from)
        {
            context.EmitAt(select(default, record), time);
        }

        if (!_emitsPairs)
        {
            // Whether they are in a pair is all that matters of them, and that is known.
            sides.First.Remove(from, end);
        }
        else if (_emitsFirst)
        {
            sides.First.Mark(from, end);
        }

        if (!isDone)
        {
            sides.Second.Insert(new JoinRow<TSecond> { Timestamp = time, IsMatched = end > from, Value = record });
        }

        Keep(sides, isDone ? null : CallAt(Add(time, -lower), _emitsSecond, context.Watermark), context);
    }

    /// <remarks>Event time is announced further than the timer says, perhaps: what is sure then is sure now, too.</remarks>
    public override void OnTimer(long timestamp, ProcessContext<TKey, TOut> context)
    {
        var now = context.AnnouncedWatermark;
        var sides = Sides.Value;
        var firstGone = CountOver(sides.First, upper, now);
        var secondGone = CountOver(sides.Second, -lower, now);
        for (var at = 0; at < firstGone && _emitsFirst; at++)
        {
            var row = sides.First[at];
            if (!row.IsMatched)
            {
                EmitByTimer(() => select(row.Value, default), Math.Max(row.Timestamp, Add(row.Timestamp, upper)), context);
            }
        }

        for (var at = 0; at < secondGone && _emitsSecond; at++)
        {
            var row = sides.Second[at];
            if (!row.IsMatched)
            {
                EmitByTimer(() => select(default, row.Value), Math.Max(row.Timestamp, Add(row.Timestamp, -lower)), context);
            }
        }

        sides.First.RemoveFirst(firstGone);
        sides.Second.RemoveFirst(secondGone);
        sides.Timer = null;
        long? first = sides.First.IsEmpty ? null : CallAt(Add(sides.First[0].Timestamp, upper), _emitsFirst, now);
        long? second = sides.Second.IsEmpty ? null : CallAt(Add(sides.Second[0].Timestamp, -lower), _emitsSecond, now);
        Keep(sides, first is { } one && second is { } other ? Math.Min(one, other) : first ?? second, context);
    }

    /// <summary>How many rows have waited long enough.</summary>
    private static int CountOver<T>(in JoinRows<T> rows, long span, long now)
    {
        var count = 0;
        while (count < rows.Count && Add(rows[count].Timestamp, span) <= now)
        {
            count++;
        }

        return count;
    }

    /// <summary>When the key is to be called for a row that has waited long enough at a time.</summary>
    private static long CallAt(long over, bool emits, long watermark) =>
        emits ? over : Add(over, Math.Max(BulkMs, watermark == Watermarks.Min ? 0 : Math.Min(over - watermark, Watermarks.Max / 4)));
}
