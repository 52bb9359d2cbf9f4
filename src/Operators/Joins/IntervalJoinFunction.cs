using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Joins;

/// <summary>Joins records whose times are an interval apart.</summary>
/// <remarks>
/// <para>
/// A row waits until event time says that nothing can come for it any more. Where it is emitted then if it was in no pair, its key is
/// called at that time. Otherwise it leaves with the next record of its key, or when the key is called so that rows go in bulk: each
/// after twice the time that the longest of the key had to wait, and a second, at the latest.
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

    protected override void ProcessFirst(TFirst record, ProcessContext<TKey, TOut> context)
    {
        if (IsLate(LateFirst, record, context))
        {
            return;
        }

        var (time, watermark) = (context.Timestamp, context.Watermark);
        ref var rows = ref Rows.Find();
        DropOver(ref rows, watermark);
        var others = Unsafe.IsNullRef(ref rows) ? [] : Rows.Second.Of(rows.Second);
        var from = RowSlabs<TSecond>.PlaceOf(others, Add(time, lower));
        var end = RowSlabs<TSecond>.PlaceBehind(others, Add(time, upper));
        var isMatched = end > from;
        var isOver = HasPassed(Add(time, upper), watermark);
        if (_emitsPairs)
        {
            foreach (ref readonly var other in others[from..end])
            {
                context.EmitAt(select(record, other.Value), Math.Max(time, other.Timestamp));
            }
        }
        else if (kind == JoinKind.Semi && isMatched)
        {
            context.EmitAt(select(record, default), Math.Max(time, others[from].Timestamp));
        }

        if (isOver && _emitsFirst && !isMatched)
        {
            context.EmitAt(select(record, default), time);
        }

        if (_emitsSecond && isMatched)
        {
            Rows.Second.Mark(rows.Second, from, end);
        }

        // Of one that is in a pair without pairs that is all that matters, and it is known.
        if (!isOver && (_emitsPairs || !isMatched))
        {
            rows = ref Opened(ref rows);
            Rows.First.Insert(ref rows.First, new JoinRow<TFirst> { Timestamp = time, IsMatched = isMatched, Value = record });
            Await(ref rows, OfFirst, Add(time, upper), _emitsFirst && !isMatched, watermark);
        }

        ForgetEmpty(ref rows);
    }

    protected override void ProcessSecond(TSecond record, ProcessContext<TKey, TOut> context)
    {
        if (IsLate(LateSecond, record, context))
        {
            return;
        }

        var (time, watermark) = (context.Timestamp, context.Watermark);
        ref var rows = ref Rows.Find();
        DropOver(ref rows, watermark);
        var others = Unsafe.IsNullRef(ref rows) ? [] : Rows.First.Of(rows.First);
        var from = RowSlabs<TFirst>.PlaceOf(others, Add(time, -upper));
        var end = RowSlabs<TFirst>.PlaceBehind(others, Add(time, -lower));
        var isMatched = end > from;
        var isOver = HasPassed(Add(time, -lower), watermark);
        if (kind != JoinKind.Anti)
        {
            foreach (ref readonly var other in others[from..end])
            {
                context.EmitAt(select(other.Value, record), Math.Max(time, other.Timestamp));
            }
        }

        if (isOver && _emitsSecond && !isMatched)
        {
            context.EmitAt(select(default, record), time);
        }

        if (!_emitsPairs && isMatched)
        {
            // Whether they are in a pair is all that matters of them, and that is known.
            Rows.First.Remove(ref rows.First, from, end);
        }
        else if (_emitsFirst && isMatched)
        {
            Rows.First.Mark(rows.First, from, end);
        }

        if (!isOver)
        {
            rows = ref Opened(ref rows);
            Rows.Second.Insert(ref rows.Second, new JoinRow<TSecond> { Timestamp = time, IsMatched = isMatched, Value = record });
            Await(ref rows, OfSecond, Add(time, -lower), _emitsSecond && !isMatched, watermark);
        }

        ForgetEmpty(ref rows);
    }

    /// <remarks>Event time is announced further than the call says, perhaps: what is sure then is sure now, too.</remarks>
    protected override void OnTime(ref JoinKey<TFirst, TSecond> rows, ProcessContext<TKey, TOut> context)
    {
        var now = context.AnnouncedWatermark;
        var first = Rows.First.Of(rows.First);
        var second = Rows.Second.Of(rows.Second);
        var (firstOver, secondOver) = (CountOver(first, upper, now), CountOver(second, -lower, now));
        if (_emitsFirst)
        {
            foreach (ref readonly var row in first[..firstOver])
            {
                if (!row.IsMatched)
                {
                    EmitByTime(select, row.Value, default, Math.Max(row.Timestamp, Add(row.Timestamp, upper)), context);
                }
            }
        }

        if (_emitsSecond)
        {
            foreach (ref readonly var row in second[..secondOver])
            {
                if (!row.IsMatched)
                {
                    EmitByTime(select, default, row.Value, Math.Max(row.Timestamp, Add(row.Timestamp, -lower)), context);
                }
            }
        }

        Rows.First.RemoveFirst(ref rows.First, firstOver);
        Rows.Second.RemoveFirst(ref rows.Second, secondOver);
        AwaitDropping(ref rows, now);
    }

    protected override long? DropTimeOf(in JoinKey<TFirst, TSecond> rows, long watermark)
    {
        var first = Rows.First.Of(rows.First);
        var second = Rows.Second.Of(rows.Second);
        if (first.IsEmpty && second.IsEmpty)
        {
            return null;
        }

        var over = Math.Max(
            first.IsEmpty ? Watermarks.Min : Add(first[^1].Timestamp, upper),
            second.IsEmpty ? Watermarks.Min : Add(second[^1].Timestamp, -lower));
        return Add(over, Math.Max(BulkMs, watermark == Watermarks.Min ? 0 : Math.Min(over - watermark, Watermarks.Max / 4)));
    }

    protected override void AwaitEmitting(TKey key, ulong hash, in JoinKey<TFirst, TSecond> rows)
    {
        foreach (ref readonly var row in Rows.First.Of(rows.First))
        {
            if (_emitsFirst && !row.IsMatched)
            {
                Schedule.Add(OfFirst, Add(row.Timestamp, upper), key, hash);
            }
        }

        foreach (ref readonly var row in Rows.Second.Of(rows.Second))
        {
            if (_emitsSecond && !row.IsMatched)
            {
                Schedule.Add(OfSecond, Add(row.Timestamp, -lower), key, hash);
            }
        }
    }

    /// <summary>Has the key called for a new row.</summary>
    private void Await(ref JoinKey<TFirst, TSecond> rows, int lane, long over, bool isEmitted, long watermark)
    {
        if (isEmitted)
        {
            CallAt(lane, over);
        }
        else
        {
            AwaitDropping(ref rows, watermark);
        }
    }

    /// <summary>Takes out what is in no pair any more and is not emitted.</summary>
    private void DropOver(ref JoinKey<TFirst, TSecond> rows, long watermark)
    {
        if (watermark == Watermarks.Min || Unsafe.IsNullRef(ref rows))
        {
            return;
        }

        if (rows.First.Count > 0)
        {
            Rows.First.RemoveFirst(ref rows.First, CountDropped(Rows.First.Of(rows.First), upper, watermark, _emitsFirst));
        }

        if (rows.Second.Count > 0)
        {
            Rows.Second.RemoveFirst(ref rows.Second, CountDropped(Rows.Second.Of(rows.Second), -lower, watermark, _emitsSecond));
        }
    }

    private static int CountDropped<T>(ReadOnlySpan<JoinRow<T>> rows, long span, long now, bool emits)
    {
        var count = 0;
        while (count < rows.Length && Add(rows[count].Timestamp, span) <= now && (!emits || rows[count].IsMatched))
        {
            count++;
        }

        return count;
    }

    /// <summary>How many rows have waited long enough.</summary>
    private static int CountOver<T>(ReadOnlySpan<JoinRow<T>> rows, long span, long now)
    {
        var count = 0;
        while (count < rows.Length && Add(rows[count].Timestamp, span) <= now)
        {
            count++;
        }

        return count;
    }
}
