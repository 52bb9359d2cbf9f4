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
        sides.First ??= [];
        JoinRows.Insert(sides.First, new JoinRow<TFirst> { Timestamp = context.Timestamp, Value = record });
        Keep(sides, context.Timestamp, context);
    }

    public override void ProcessSecond(TSecond record, ProcessContext<TKey, TOut> context)
    {
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
        sides.Second ??= [];
        JoinRows.Insert(sides.Second, row);
        Prune(sides.Second, context.Watermark);
        Keep(sides, keepMs is { } span ? Add(context.Timestamp, span) : null, context);
    }

    public override void OnTimer(long timestamp, ProcessContext<TKey, TOut> context)
    {
        var sides = Sides.Value;
        var due = sides.First is null ? 0 : JoinRows.PlaceBehind(sides.First, timestamp);
        for (var at = 0; at < due; at++)
        {
            var row = sides.First![at];
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

        sides.First?.RemoveRange(0, due);
        if (sides.Second is { } versions)
        {
            Prune(versions, timestamp);
            if (versions.Count > 0 && keepMs is { } keep && Add(versions[0].Timestamp, keep) <= timestamp)
            {
                versions.RemoveAt(0);
            }
        }

        sides.Timer = null;
        long? next = sides.First is { Count: > 0 } waiting ? waiting[0].Timestamp : null;
        if (keepMs is { } span && sides.Second is { Count: > 0 } left)
        {
            next = Math.Min(next ?? long.MaxValue, Add(left[0].Timestamp, span));
        }

        Keep(sides, next, context);
    }

    /// <summary>Drops the versions that others have replaced for all that can still come.</summary>
    private static void Prune(List<JoinRow<TSecond>> versions, long watermark)
    {
        var replaced = 0;
        while (replaced + 1 < versions.Count && HasPassed(versions[replaced + 1].Timestamp, watermark))
        {
            replaced++;
        }

        // What says that there is nothing says no more than nothing does.
        if (versions.Count > replaced && versions[replaced].IsMatched && HasPassed(versions[replaced].Timestamp, watermark))
        {
            replaced++;
        }

        versions.RemoveRange(0, replaced);
    }

    private JoinRow<TSecond>? VersionAt(List<JoinRow<TSecond>>? versions, long time)
    {
        if (versions is null || JoinRows.PlaceBehind(versions, time) is var place && place == 0)
        {
            return null;
        }

        var version = versions[place - 1];
        return version.IsMatched || (keepMs is { } keep && Add(version.Timestamp, keep) < time) ? null : version;
    }
}
