using System.Runtime.InteropServices;

namespace AkkaStreamProc.Operators.Joins;

/// <summary>Joins records whose times are an interval apart.</summary>
/// <remarks>
/// <para>
/// A row waits until event time says that nothing can come for it any more. Where it is emitted then if it was in no pair, the key is
/// called when the first of its rows has waited long enough; otherwise when the last has that was there at the call before, so that
/// rows go in bulk, each after twice its time at the latest.
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
        var (from, end) = Range(sides.Second, Add(time, lower), Add(time, upper));
        var isMatched = end > from;
        if (_emitsPairs)
        {
            for (var at = from; at < end; at++)
            {
                var other = sides.Second![at];
                context.EmitAt(select(record, other.Value), Math.Max(time, other.Timestamp));
            }
        }
        else if (kind == JoinKind.Semi && isMatched)
        {
            context.EmitAt(select(record, default), Math.Max(time, sides.Second![from].Timestamp));
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

        Mark(sides.Second, from, end);
        if (isDone)
        {
            return;
        }

        sides.First ??= [];
        JoinRows.Insert(sides.First, new JoinRow<TFirst> { Timestamp = time, IsMatched = isMatched, Value = record });
        Keep(sides, _emitsFirst || sides.Timer is null ? Add(time, upper) : null, context);
    }

    public override void ProcessSecond(TSecond record, ProcessContext<TKey, TOut> context)
    {
        if (IsLate(LateSecond, record, context))
        {
            return;
        }

        var time = context.Timestamp;
        var sides = Sides.Value;
        var (from, end) = Range(sides.First, Add(time, -upper), Add(time, -lower));
        for (var at = from; at < end && kind != JoinKind.Anti; at++)
        {
            var other = sides.First![at];
            if (_emitsPairs || !other.IsMatched)
            {
                context.EmitAt(select(other.Value, record), Math.Max(time, other.Timestamp));
            }
        }

        var isDone = HasPassed(Add(time, -lower), context.Watermark);
        if (isDone && _emitsSecond && end == from)
        {
            context.EmitAt(select(default, record), time);
        }

        Mark(sides.First, from, end);
        if (isDone)
        {
            return;
        }

        sides.Second ??= [];
        JoinRows.Insert(sides.Second, new JoinRow<TSecond> { Timestamp = time, IsMatched = end > from, Value = record });
        Keep(sides, _emitsSecond || sides.Timer is null ? Add(time, -lower) : null, context);
    }

    public override void OnTimer(long timestamp, ProcessContext<TKey, TOut> context)
    {
        var sides = Sides.Value;
        var firstGone = CountGone(sides.First, upper, timestamp);
        var secondGone = CountGone(sides.Second, -lower, timestamp);
        for (var at = 0; at < firstGone && _emitsFirst; at++)
        {
            var row = sides.First![at];
            if (!row.IsMatched)
            {
                EmitByTimer(() => select(row.Value, default), Math.Max(row.Timestamp, timestamp), context);
            }
        }

        for (var at = 0; at < secondGone && _emitsSecond; at++)
        {
            var row = sides.Second![at];
            if (!row.IsMatched)
            {
                EmitByTimer(() => select(default, row.Value), Math.Max(row.Timestamp, timestamp), context);
            }
        }

        sides.First?.RemoveRange(0, firstGone);
        sides.Second?.RemoveRange(0, secondGone);
        sides.Timer = null;
        Keep(sides, Earlier(NextOf(sides.First, upper, _emitsFirst), NextOf(sides.Second, -lower, _emitsSecond)), context);
    }

    private static (int From, int End) Range<T>(List<JoinRow<T>>? rows, long from, long to) =>
        rows is not { Count: > 0 } ? (0, 0) : (JoinRows.PlaceOf(rows, from), JoinRows.PlaceBehind(rows, to));

    private static void Mark<T>(List<JoinRow<T>>? rows, int from, int end)
    {
        for (var at = from; at < end; at++)
        {
            CollectionsMarshal.AsSpan(rows)[at].IsMatched = true;
        }
    }

    private static int CountGone<T>(List<JoinRow<T>>? rows, long span, long time)
    {
        var count = 0;
        while (rows is not null && count < rows.Count && Add(rows[count].Timestamp, span) <= time)
        {
            count++;
        }

        return count;
    }

    private static long? NextOf<T>(List<JoinRow<T>>? rows, long span, bool emits) =>
        rows is { Count: > 0 } ? Add(rows[emits ? 0 : ^1].Timestamp, span) : null;

    private static long? Earlier(long? one, long? other) => one is null ? other : other is null ? one : Math.Min(one.Value, other.Value);
}
