using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Sources;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Explanations;

/// <summary>Follows what holds event time back from subtask to subtask, to the split of a source or to whoever delays it on the way.</summary>
internal sealed class TimeRoots(JobAttempt attempt, DateTimeOffset now)
{
    /// <summary>From when on a split that has no record is worth a word.</summary>
    private const long QuietMs = 1000;

    /// <summary>How far apart in event time splits must be for that to be worth a word: at the head of a log they always are by a little.</summary>
    private const long BehindMs = 1000;

    private static readonly TimeSpan FarAhead = TimeSpan.FromHours(1);

    /// <summary>What holds a subtask back.</summary>
    public TimeRoot Of(SubtaskId subtask)
    {
        for (var hops = 0; hops <= attempt.Plan.Vertices.Count; hops++)
        {
            if (attempt.Times.Of(subtask) is not { } stand)
            {
                return TimeRoot.Unknown;
            }

            var time = stand.Report.Time!;
            if (time.Source is { } source)
            {
                return OfSource(subtask, stand, source);
            }

            var input = time.Inputs.Where(i => i.Peer is not null).MinBy(i => i.Lowest);
            if (time.AwaitsAnswers && stand.Report.Watermark < (input?.Lowest ?? Watermarks.Max))
            {
                return new TimeRoot(NameOf(subtask), HolderOf(subtask, stand), [new TimeReason(TimeCause.AwaitsAnswers, "its asynchronous calls have not been answered, and event time goes on behind their results")]);
            }

            if ((input?.Peer ?? time.Inputs.Select(i => i.IdlePeer).FirstOrDefault(peer => peer is not null)) is not { } next)
            {
                return TimeRoot.Unknown;
            }

            subtask = next;
        }

        return TimeRoot.Unknown;
    }

    /// <summary>What holds a whole source back.</summary>
    public TimeRoot OfSource(PlanVertex vertex)
    {
        var known = SubtasksOf(vertex);
        var counting = known.Where(s => !s.Stand.Report.IsIdle).ToList();
        var (id, lowest) = (counting.Count > 0 ? counting : known).MinBy(s => s.Stand.Report.Watermark);
        return OfSource(id, lowest, lowest.Report.Time!.Source!);
    }

    /// <summary>The name of the head of a subtask's chain.</summary>
    public string NameOf(SubtaskId subtask) => attempt.Plan.Vertices[subtask.Vertex].Name;

    private List<(SubtaskId Id, SubtaskStand Stand)> SubtasksOf(PlanVertex vertex) =>
    [
        .. attempt.Subtasks.Where(s => s.Vertex == vertex.Id).Select(id => (Id: id, Stand: attempt.Times.Of(id))).Where(s => s.Stand is not null).Select(s => (s.Id, s.Stand!)),
    ];

    private TimeHolder HolderOf(SubtaskId subtask, SubtaskStand stand) => new(NameOf(subtask), subtask.Index, null, stand.Report.Watermark, stand.Since);

    private TimeRoot OfSource(SubtaskId id, SubtaskStand stand, SourceTime source)
    {
        var all = SubtasksOf(attempt.Plan.Vertices[id.Vertex]).ConvertAll(s => s.Stand.Report);
        var holder = source.Holder is { } split
            ? new TimeHolder(NameOf(id), id.Index, split.Id, split.Watermark, stand.HeldSince)
            : stand.Report.Watermark == Watermarks.Max ? null : HolderOf(id, stand);
        var reasons = new List<TimeReason>();
        if (Why(id, source, all) is { } why)
        {
            reasons.Add(why);
        }

        var ahead = stand.Report.Watermark is Watermarks.Min or Watermarks.Max ? 0 : stand.Report.Watermark - now.ToUnixTimeMilliseconds();
        var aheadOfClock = AheadOfClock(ahead, stand.Report.Watermark);
        if (aheadOfClock is not null && ahead > source.ClockBoundMs)
        {
            reasons.Add(aheadOfClock);
        }

        return new TimeRoot(NameOf(id), holder, reasons) { Ahead = aheadOfClock };
    }

    private TimeReason? Why(SubtaskId id, SourceTime source, List<SubtaskReport> all)
    {
        var read = all.Sum(report => report.Operators[0].In);
        var splits = all.Sum(report => report.Time!.Source!.Splits);
        if (source.IsHeld && TableReport.Of(attempt).Where(table => !table.IsComplete && table.Waiting.Contains(NameOf(id))).ToList() is { Count: > 0 } tables)
        {
            return new TimeReason(TimeCause.AwaitsTable, $"it waits until {string.Join(", and ", tables.ConvertAll(TextOf))}");
        }

        if (source.IsHeld)
        {
            return new TimeReason(TimeCause.AwaitsCheckpoint, "it reads nothing before its first checkpoint is complete");
        }

        // Where a split of its own is the slowest, the group waits for that, and what holds it is told below.
        if (source.WaitsFor is { } group && attempt.Alignment?.SlowestBeside(id) is var (other, slowest) && !(source.Holder is { } own && own.Watermark <= slowest))
        {
            return new TimeReason(
                TimeCause.Aligned,
                $"it waits for {(other.Vertex == id.Vertex ? $"its subtask {other.Index}" : $"'{NameOf(other)}'")}, the slowest of its group '{group.Group}', "
                    + $"which {(slowest == Watermarks.Min ? "has no event time yet" : $"stands at {TimeText.Watermark(slowest)}")}: it may be ahead of it by {SpanText.OfMilliseconds(group.MaxDriftMs)}");
        }

        if (!source.HasEventTime)
        {
            return new TimeReason(
                TimeCause.NoEventTime,
                "its watermark strategy is None, so it promises nothing before its input ends"
                    + $"{(source.IsBounded ? "" : ", which it never does")}: give it a strategy such as WatermarkStrategy.BoundedOutOfOrderness");
        }

        if (read == 0)
        {
            return new TimeReason(TimeCause.NoRecords, splits == 0 ? "it has found no split to read" : "it has read no record yet");
        }

        if (source.Holder is not { } holder)
        {
            return source.IdleSplits > 0 && source.IdleSplits == source.Splits
                ? new TimeReason(TimeCause.AllIdle, $"{(source.Splits == 1 ? "its only split is idle" : $"all of its {source.Splits} splits are idle")}; event time goes on with the next record")
                : null;
        }

        if (holder.LastTimestamp == long.MinValue)
        {
            return new TimeReason(TimeCause.NoEventTime, $"the records of its split '{holder.Id}' have no event time: give its strategy WithTimestamps");
        }

        return OfSplit(holder, source, all, splits);
    }

    private TimeReason? OfSplit(SplitTime holder, SourceTime source, List<SubtaskReport> all, int splits)
    {
        var furthest = all.Select(report => report.Time!.Source!.Furthest).OfType<SplitTime>().MaxBy(split => split.Watermark)!;
        var quiet = SpanText.OfMilliseconds(holder.QuietMs);
        var isBehind = furthest.Id != holder.Id && furthest.Watermark > holder.Watermark;
        var stands = holder.Watermark == Watermarks.Min ? "has no event time yet" : $"stands at {TimeText.Watermark(holder.Watermark)}";
        if (isBehind && holder.QuietMs >= QuietMs)
        {
            return new TimeReason(
                TimeCause.SilentSplit,
                $"its split '{holder.Id}' has had no record for {quiet} and {stands}, while '{furthest.Id}' has reached {TimeText.Watermark(furthest.Watermark)}, and the others wait for it: {WhenIdle(holder, source)}");
        }

        if (isBehind && (holder.Watermark == Watermarks.Min || furthest.Watermark - holder.Watermark >= BehindMs))
        {
            var distance = holder.Watermark == Watermarks.Min ? "" : $", {SpanText.OfMilliseconds(furthest.Watermark - holder.Watermark)} behind '{furthest.Id}'";
            return new TimeReason(TimeCause.SplitBehind, $"its split '{holder.Id}' {stands}{distance}, and is being read{(holder.Backlog is { } backlog ? $" ({backlog} more are known)" : "")}");
        }

        if (holder.Watermark == Watermarks.Min && holder.LastTimestamp is not null)
        {
            return new TimeReason(TimeCause.NoWatermark, "it has read records, but its strategy has made no watermark of them yet");
        }

        return holder.QuietMs < QuietMs
            ? null
            : new TimeReason(TimeCause.SilentSource, $"{(splits == 1 ? "it" : $"its split '{holder.Id}'")} has had no record for {quiet}; event time goes on with the next one");
    }

    private static string WhenIdle(SplitTime split, SourceTime source) => source.Idleness switch
    {
        _ when split.HasBacklog => $"it is known to have {(split.Backlog is { } backlog ? $"{backlog} more" : "more")}, so it is not idle, and whatever it is read from does not deliver them",
        null => "it is never idle; WatermarkStrategy.WithIdleness lets the others go on",
        { } idleness => $"it is idle when that has lasted for {SpanText.Of(idleness)}",
    };

    /// <summary>A table that is awaited, and how far it is.</summary>
    public static string TextOf(TableStatus table) =>
        $"the table of '{table.Join}' from {string.Join(", ", table.Sources.Select(source => $"'{source}'"))} is loaded: {table.Progress}";

    private static TimeReason? AheadOfClock(long ahead, long watermark) => ahead <= FarAhead.TotalMilliseconds
        ? null
        : new TimeReason(
            TimeCause.AheadOfClock,
            $"its event time is {SpanText.OfMilliseconds(ahead)} ahead of the clock, at {TimeText.Watermark(watermark)}: a record that is dated that far ahead makes whatever follows it late, and WatermarkStrategy.WithClockBound refuses such records");
}
