using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Joins;

/// <summary>Joins each record of the first stream with the version of the second that holds at its time.</summary>
/// <remarks>
/// A record waits until event time has reached it, so that every version up to its time is known. Of the versions up to the
/// watermark only the last is kept, for all that wait are behind it, and at times the one before, which leaves with the next record of its
/// key. (Flink's event-time temporal join.)
/// </remarks>
/// <param name="operatorName">The operator, for messages.</param>
/// <param name="isOuter">Whether records without a version are emitted.</param>
/// <param name="keepMs">For how long a version holds, in milliseconds of event time, if not for ever.</param>
/// <param name="isRemoval">Whether a version says that there is none from its time on.</param>
/// <param name="select">From a record and its version, if any, to a result.</param>
internal sealed class AsOfJoinFunction<TKey, TFirst, TSecond, TOut>(
    string operatorName, bool isOuter, long? keepMs, Func<TSecond, bool>? isRemoval, Func<TFirst, TSecond?, TOut> select)
    : TimedJoin<TKey, TFirst, TSecond, TOut>(operatorName)
    where TKey : notnull
{
    protected override void ProcessFirst(TFirst record, ProcessContext<TKey, TOut> context)
    {
        if (IsLate(LateFirst, record, context))
        {
            return;
        }

        ref var rows = ref Rows.Open();
        Rows.First.Insert(ref rows.First, new JoinRow<TFirst> { Timestamp = context.Timestamp, Value = record });
        CallAt(OfFirst, context.Timestamp);
    }

    protected override void ProcessSecond(TSecond record, ProcessContext<TKey, TOut> context)
    {
        RequireTimestamp(context);
        var (time, watermark) = (context.Timestamp, context.Watermark);
        ref var rows = ref Rows.Find();
        var versions = Unsafe.IsNullRef(ref rows) ? [] : Rows.Second.Of(rows.Second);
        var holding = PlaceAt(versions, watermark);
        if (holding >= 0 && keepMs is { } held && Add(versions[holding].Timestamp, held) <= watermark)
        {
            // It holds for none that can still come, and may be gone already.
            holding = -1;
        }

        var isReplaced = HasPassed(time, watermark) && (holding >= 0 ? versions[holding].Timestamp > time : isRemoval is not null);
        if (isReplaced || (keepMs is { } keep && HasPassed(Add(time, keep), watermark)))
        {
            // No record is to be joined with it: another is behind it, perhaps a removal, which is forgotten. Any other late version holds for those to come.
            Refuse(LateSecond, record, context);
            return;
        }

        var row = new JoinRow<TSecond> { Timestamp = time, IsMatched = isRemoval?.Invoke(record) ?? false, Value = record };
        rows = ref Opened(ref rows);
        Rows.Second.Insert(ref rows.Second, row);
        Prune(ref rows, watermark);
        AwaitDropping(ref rows, watermark);
        ForgetEmpty(ref rows);
    }

    /// <remarks>Event time is announced further than the call says, perhaps: what is known then is known now, too.</remarks>
    protected override void OnTime(ref JoinKey<TFirst, TSecond> rows, ProcessContext<TKey, TOut> context)
    {
        var now = context.AnnouncedWatermark;
        var waiting = Rows.First.Of(rows.First);
        var versions = Rows.Second.Of(rows.Second);
        var due = RowSlabs<TFirst>.PlaceBehind(waiting, now);
        foreach (ref readonly var row in waiting[..due])
        {
            var place = PlaceAt(versions, row.Timestamp);
            if (place >= 0)
            {
                EmitByTime(select, row.Value, versions[place].Value, row.Timestamp, context);
            }
            else if (isOuter)
            {
                EmitByTime(select, row.Value, default, row.Timestamp, context);
            }
        }

        Rows.First.RemoveFirst(ref rows.First, due);
        Prune(ref rows, now);
        if (keepMs is { } keep && rows.Second.Count > 0 && Add(Rows.Second.Of(rows.Second)[0].Timestamp, keep) <= now)
        {
            Rows.Second.RemoveFirst(ref rows.Second, 1);
        }

        AwaitDropping(ref rows, now);
    }

    protected override long? DropTimeOf(in JoinKey<TFirst, TSecond> rows, long watermark)
    {
        var versions = Rows.Second.Of(rows.Second);
        if (versions.IsEmpty)
        {
            return null;
        }

        // One that is replaced may stay, so that keys are not called for each version.
        ref readonly var last = ref versions[^1];
        long? replaced = versions.Length > 2 || last.IsMatched ? last.Timestamp : null;
        long? over = keepMs is { } keep ? Add(versions[0].Timestamp, keep) : null;
        return replaced is { } one && over is { } other ? Math.Min(one, other) : replaced ?? over;
    }

    protected override void AwaitEmitting(TKey key, ulong hash, in JoinKey<TFirst, TSecond> rows)
    {
        foreach (ref readonly var row in Rows.First.Of(rows.First))
        {
            Schedule.Add(OfFirst, row.Timestamp, key, hash);
        }
    }

    /// <summary>Drops the versions that others have replaced for all that can still come.</summary>
    private void Prune(ref JoinKey<TFirst, TSecond> rows, long watermark)
    {
        if (watermark == Watermarks.Min || rows.Second.Count == 0)
        {
            return;
        }

        var versions = Rows.Second.Of(rows.Second);
        var passed = RowSlabs<TSecond>.PlaceBehind(versions, watermark);
        // What says that there is nothing says no more than nothing does.
        Rows.Second.RemoveFirst(ref rows.Second, passed > 0 && versions[passed - 1].IsMatched ? passed : Math.Max(0, passed - 1));
    }

    /// <summary>The place of the version that holds at a time, or −1.</summary>
    private int PlaceAt(ReadOnlySpan<JoinRow<TSecond>> versions, long time)
    {
        var place = RowSlabs<TSecond>.PlaceBehind(versions, time) - 1;
        return place >= 0 && (versions[place].IsMatched || (keepMs is { } keep && Add(versions[place].Timestamp, keep) < time)) ? -1 : place;
    }
}
