using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Joins;

/// <summary>Joins each record of the first stream with the version of the second that holds at its time.</summary>
/// <remarks>
/// A record waits until event time has reached it, so that every version up to its time is known. Of the versions up to the
/// watermark only the last is kept, for all that wait are behind it. (Flink's event-time temporal join.)
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
    public override void ProcessFirst(TFirst record, ProcessContext<TKey, TOut> context)
    {
        if (IsLate(LateFirst, record, context))
        {
            return;
        }

        var sides = Sides.Value;
        sides.First.Insert(new JoinRow<TFirst> { Timestamp = context.Timestamp, Value = record });
        Keep(sides, context.Timestamp, context);
    }

    public override void ProcessSecond(TSecond record, ProcessContext<TKey, TOut> context)
    {
        RequireTimestamp(context);
        var sides = Sides.Value;
        var isReplaced = HasPassed(context.Timestamp, context.Watermark)
            && (VersionAt(sides.Second, context.Watermark) is { } holding ? holding.Timestamp > context.Timestamp : isRemoval is not null);
        if (isReplaced || (keepMs is { } keep && HasPassed(Add(context.Timestamp, keep), context.Watermark)))
        {
            // No record is to be joined with it: another is behind it, perhaps a removal, which is forgotten. Any other late version holds for those to come.
            Refuse(LateSecond, record, context);
            return;
        }

        var row = new JoinRow<TSecond> { Timestamp = context.Timestamp, IsMatched = isRemoval?.Invoke(record) ?? false, Value = record };
        sides.Second.Insert(row);
        Prune(ref sides.Second, context.Watermark);
        Keep(sides, NextOf(sides.Second), context);
    }

    /// <remarks>Event time is announced further than the timer says, perhaps: what is known then is known now, too.</remarks>
    public override void OnTimer(long timestamp, ProcessContext<TKey, TOut> context)
    {
        var now = context.AnnouncedWatermark;
        var sides = Sides.Value;
        var due = sides.First.PlaceBehind(now);
        for (var at = 0; at < due; at++)
        {
            var row = sides.First[at];
            var version = VersionAt(sides.Second, row.Timestamp);
            if (version is { } found)
            {
                EmitByTimer(() => select(row.Value, found.Value), row.Timestamp, context);
            }
            else if (isOuter)
            {
                EmitByTimer(() => select(row.Value, default), row.Timestamp, context);
            }
        }

        sides.First.RemoveFirst(due);
        Prune(ref sides.Second, now);
        if (!sides.Second.IsEmpty && keepMs is { } keep && Add(sides.Second[0].Timestamp, keep) <= now)
        {
            sides.Second.RemoveFirst(1);
        }

        sides.Timer = null;
        long? next = sides.First.IsEmpty ? null : sides.First[0].Timestamp;
        Keep(sides, NextOf(sides.Second) is { } call ? Math.Min(next ?? call, call) : next, context);
    }

    /// <summary>Drops the versions that others have replaced for all that can still come.</summary>
    private static void Prune(ref JoinRows<TSecond> versions, long watermark)
    {
        if (watermark == Watermarks.Min)
        {
            return;
        }

        var passed = versions.PlaceBehind(watermark);
        // What says that there is nothing says no more than nothing does.
        versions.RemoveFirst(passed > 0 && versions[passed - 1].IsMatched ? passed : Math.Max(0, passed - 1));
    }

    /// <summary>When something of the versions can be dropped: one is replaced, or holds no longer.</summary>
    private long? NextOf(JoinRows<TSecond> versions)
    {
        if (versions.IsEmpty)
        {
            return null;
        }

        long? replaced = versions.Count > 1 || versions[0].IsMatched ? versions[versions.Count - 1].Timestamp : null;
        long? over = keepMs is { } keep ? Add(versions[0].Timestamp, keep) : null;
        return replaced is { } one && over is { } other ? Math.Min(one, other) : replaced ?? over;
    }

    private JoinRow<TSecond>? VersionAt(in JoinRows<TSecond> versions, long time)
    {
        var place = versions.PlaceBehind(time);
        if (place == 0)
        {
            return null;
        }

        var version = versions[place - 1];
        return version.IsMatched || (keepMs is { } keep && Add(version.Timestamp, keep) < time) ? null : version;
    }
}
