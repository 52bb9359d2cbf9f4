using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Sources;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Explanations;

/// <summary>Says of each operator how far its time is and why its next result has not come, from what the subtasks have reported.</summary>
internal sealed class TimeExplainer(JobAttempt attempt, DateTimeOffset now)
{
    private readonly TimeRoots _roots = new(attempt, now);
    private readonly TimeLoad _load = new(attempt, now);

    /// <summary>The operators in the order of the graph; without those of whose subtasks none has reported.</summary>
    public IReadOnlyList<OperatorTime> Explain() =>
    [
        .. attempt.Plan.Vertices.SelectMany(vertex => vertex.Steps.Select((step, index) => (Vertex: vertex, step.Head, Index: index)))
            .OrderBy(op => op.Head.Ordinal)
            .Select(op => Explain(op.Vertex, op.Head, op.Index))
            .OfType<OperatorTime>(),
    ];

    private OperatorTime? Explain(PlanVertex vertex, PlanOperator op, int index)
    {
        var subtasks = SubtasksOf(vertex);
        if (subtasks.Count == 0)
        {
            return null;
        }

        var counts = subtasks.ConvertAll(s => s.Stand.Report.Operators[index]);
        var stands = subtasks.ConvertAll(s => s.Stand.Operators[index]);
        var explained = new OperatorTime(
            op.Name,
            JobReport.Watermark([.. attempt.Subtasks.Where(s => s.Vertex == vertex.Id)], attempt.Reports),
            Lowest(subtasks).Stand.Since,
            counts.Sum(c => c.In),
            counts.Sum(c => c.Out),
            counts.Sum(c => c.Late))
        {
            LastRecordAt = stands.Max(s => s.LastIn),
            LastResultAt = stands.Max(s => s.LastOut),
            Reasons = index == 0 ? _load.Of(vertex) : [],
        };
        return explained.Watermark == Watermarks.Max ? explained with { Reasons = [new TimeReason(TimeCause.InputEnded, "Its input has ended, and whatever was due has fired.")] }
            : op.Role == OperatorRole.Source ? OfSource(explained, vertex, subtasks)
            : OfOther(explained, vertex, op, subtasks.ConvertAll(s => new Part(s.Id, s.Stand, index)));
    }

    private OperatorTime OfSource(OperatorTime explained, PlanVertex vertex, List<(SubtaskId Id, SubtaskStand Stand)> subtasks)
    {
        var root = _roots.OfSource(vertex);
        var latest = subtasks.Select(s => s.Stand.Report.Time!.Source!.Latest).OfType<SplitTime>().MinBy(split => split.QuietMs);
        return explained with
        {
            HeldBy = root.Holder,
            LastRecord = latest is null ? null : new LastRecord(latest.Id, latest.Position, latest.LastTimestamp!.Value),
            LastRecordAt = latest is null ? null : now - TimeSpan.FromMilliseconds(latest.QuietMs),
            Reasons = [.. explained.Reasons, .. root.Reasons.Select(reason => reason with { Text = $"{char.ToUpperInvariant(reason.Text[0])}{reason.Text[1..]}." })],
        };
    }

    private OperatorTime OfOther(OperatorTime explained, PlanVertex vertex, PlanOperator op, List<Part> parts)
    {
        var reasons = new List<TimeReason>(explained.Reasons);
        var combined = CombinedFor(op.Name);
        parts = parts.ConvertAll(part => part with { Awaited = combined < part.Awaited.EventTime ? new AwaitedTime(combined, part.Awaited.ClockTime, AwaitedKind.Window) : part.Awaited });
        var waiting = parts.FindAll(part => part.Awaited.EventTime < long.MaxValue);
        var held = (waiting.Count > 0 ? waiting : parts).MinBy(part => part.Stand.Report.Watermark)!;
        var root = _roots.Of(held.Id);
        var clock = parts.MinBy(part => part.Awaited.ClockTime)!.Awaited;
        if (TableReport.Of(attempt).FirstOrDefault(table => table.Join == op.Name && !table.IsComplete) is { } table)
        {
            reasons.Add(new TimeReason(
                TimeCause.AwaitsTable, $"{string.Join(", ", table.Waiting.Select(source => $"'{source}'"))} wait{(table.Waiting.Count == 1 ? "s" : "")} until {TimeRoots.TextOf(table)}."));
        }
        else if (explained.In == 0 && combined == long.MaxValue)
        {
            reasons.Add(new TimeReason(TimeCause.NoRecords, $"No record has come: {Upstream(op.Name)}."));
        }
        else if (combined == long.MaxValue && parts.Sum(part => part.Operator.InSince) is > 0 and var taken && parts.Sum(part => part.Operator.LateSince) == taken)
        {
            reasons.Add(new TimeReason(TimeCause.AllLate, $"All of the last {taken} records were late: event time had passed the end of their windows when they came."));
            reasons.AddRange(HeldBack(root, root.Ahead is { } ahead ? [ahead] : []));
        }
        else if (explained.Out == 0 && op.Role != OperatorRole.Sink && waiting.Count == 0 && clock.ClockTime == long.MaxValue && !held.Time.AwaitsAnswers)
        {
            reasons.Add(new TimeReason(TimeCause.NothingPassed, $"It has let none of its {explained.In} records through."));
        }

        if (waiting.Count > 0)
        {
            reasons.Add(NotYetDue(held));
            AddInputs(reasons, vertex, held.Time);
            reasons.AddRange(HeldBack(root, root.Reasons));
            AddSessions(reasons, waiting);
        }

        if (clock.ClockTime < long.MaxValue)
        {
            var moment = DateTimeOffset.FromUnixTimeMilliseconds(clock.ClockTime);
            reasons.Add(new TimeReason(TimeCause.ClockNotYetDue, $"Its next {NameOf(clock.What)} of the clock is due at {TimeText.Moment(moment)}, in {SpanText.Of(Until(moment))}."));
        }

        return explained with { HeldBy = root.Holder, Awaits = MomentOf(waiting.Count > 0 ? held : null, clock), Reasons = [.. reasons.Distinct()] };
    }

    /// <summary>At which watermark something is due that is combined in front of an operator.</summary>
    private long CombinedFor(string op)
    {
        var due = long.MaxValue;
        foreach (var edge in attempt.Plan.Edges.Where(edge => edge.To == op && edge.Combines))
        {
            var vertex = attempt.Plan.Vertices[edge.FromVertex];
            var number = attempt.Plan.OutputsOf(vertex).ToList().FindIndex(e => e.Id == edge.Id);
            due = SubtasksOf(vertex).Select(s => s.Stand.Report.Time!.Combined[number]).Append(due).Min();
        }

        return due;
    }

    private AwaitedMoment? MomentOf(Part? held, AwaitedTime clock)
    {
        if (held is not null)
        {
            var (due, watermark) = (held.Awaited.EventTime, held.Stand.Report.Watermark);
            return new AwaitedMoment(held.Awaited.What, due, null, watermark == Watermarks.Min ? null : TimeSpan.FromMilliseconds(Math.Max(0, due - watermark)));
        }

        return clock.ClockTime == long.MaxValue ? null
            : DateTimeOffset.FromUnixTimeMilliseconds(clock.ClockTime) is var moment ? new AwaitedMoment(clock.What, null, moment, Until(moment)) : null;
    }

    private TimeSpan Until(DateTimeOffset moment) => moment > now ? moment - now : TimeSpan.Zero;

    /// <summary>Windows and sessions are named by their end, which the watermark reaches with their last millisecond.</summary>
    private static TimeReason NotYetDue(Part held)
    {
        var (due, what) = (held.Awaited.EventTime, held.Awaited.What);
        var watermark = held.Stand.Report.Watermark;
        var moment = what == AwaitedKind.Timer ? $"is due at {EventTimeText.Of(due)}" : $"ends at {EventTimeText.Of(due + 1)}";
        return new TimeReason(
            TimeCause.NotYetDue,
            watermark == Watermarks.Min
                ? $"Its next {NameOf(what)} {moment}, and there is no event time yet."
                : $"Its next {NameOf(what)} {moment}; event time is {EventTimeText.Of(watermark)}, {SpanText.OfMilliseconds(Math.Max(0, due - watermark))} before.");
    }

    private static IEnumerable<TimeReason> HeldBack(TimeRoot root, IReadOnlyList<TimeReason> reasons) =>
        reasons.Select(reason => reason with { Text = $"Event time comes from '{root.Operator}': {reason.Text}." });

    private static string NameOf(AwaitedKind what) => what switch
    {
        AwaitedKind.Window => "window",
        AwaitedKind.Session => "session",
        _ => "timer",
    };

    /// <summary>Says which of several inputs is behind.</summary>
    private void AddInputs(List<TimeReason> reasons, PlanVertex vertex, SubtaskTime time)
    {
        var edges = attempt.Plan.InputsOf(vertex);
        var counting = time.Inputs.Select((input, number) => (Input: input, Edge: edges[number])).Where(i => i.Input.Peer is not null).OrderBy(i => i.Input.Lowest).ToList();
        if (counting is [var lowest, _, ..] && counting[^1] is var highest && highest.Input.Lowest > lowest.Input.Lowest && highest.Input.Lowest < Watermarks.Max)
        {
            reasons.Add(new TimeReason(
                TimeCause.SilentInput,
                $"Of its inputs, that from {OriginOf(lowest.Input, lowest.Edge)} {(lowest.Input.Lowest == Watermarks.Min ? "has no event time yet" : $"stands at {TimeText.Watermark(lowest.Input.Lowest)}")}, and that from {OriginOf(highest.Input, highest.Edge)} has reached {TimeText.Watermark(highest.Input.Lowest)}; event time is the lower of the two."));
        }
    }

    /// <summary>The source where an input begins, or what feeds it where that is not known.</summary>
    private string OriginOf(InputTime input, PlanEdge edge) => $"'{_roots.Of(input.Peer!.Value).Operator ?? edge.From}'";

    private static void AddSessions(List<TimeReason> reasons, List<Part> waiting)
    {
        var growing = waiting.FindAll(part => part.Awaited.What == AwaitedKind.Session && part.Operator.InSince > 0 && part.Awaited.EventTime > part.Operator.FirstDue);
        if (growing.MaxBy(part => part.Awaited.EventTime - part.Operator.FirstDue) is { } most)
        {
            reasons.Add(new TimeReason(
                TimeCause.SessionsGrow,
                $"Its sessions go on: since {TimeText.Moment(most.Operator.SilentSince)} none has ended, and records that came within the gap have moved the next end from {EventTimeText.Of(most.Operator.FirstDue + 1)} to {EventTimeText.Of(most.Awaited.EventTime + 1)}."));
        }
    }

    /// <summary>Where the records are that have not come.</summary>
    private string Upstream(string op)
    {
        var feeding = attempt.Plan.Edges.Where(edge => edge.To == op).ToList();
        return string.Join("; ", feeding.Select(edge =>
        {
            var vertex = attempt.Plan.Vertices[edge.FromVertex];
            var index = vertex.Steps.ToList().FindIndex(step => step.Operators.Any(o => o.Name == edge.From));
            var head = vertex.Steps[index].Head;
            var counts = SubtasksOf(vertex).ConvertAll(s => s.Stand.Report.Operators[index]);
            var (taken, emitted) = (counts.Sum(c => c.In), counts.Sum(c => c.Out));
            return (CombinedFor(head.Name) < long.MaxValue || SubtasksOf(vertex).Exists(s => s.Stand.Report.Time!.Awaited[index].EventTime < long.MaxValue)) && emitted == 0 ? $"'{edge.From}' has emitted none yet"
                : edge.Output != 0 ? $"'{edge.From}' has had none for its output '{edge.OutputName}'"
                : emitted > 0 ? $"what '{edge.From}' has emitted is on its way"
                : taken > 0 ? $"'{edge.From}' has taken {taken} and emitted none"
                : head.Role == OperatorRole.Source ? $"'{edge.From}' has read none yet"
                : Upstream(head.Name);
        }));
    }

    private List<(SubtaskId Id, SubtaskStand Stand)> SubtasksOf(PlanVertex vertex) =>
    [
        .. attempt.Subtasks.Where(s => s.Vertex == vertex.Id).Select(id => (Id: id, Stand: attempt.Times.Of(id))).Where(s => s.Stand is not null).Select(s => (s.Id, s.Stand!)),
    ];

    /// <summary>The subtask that counts and is furthest behind.</summary>
    private static (SubtaskId Id, SubtaskStand Stand) Lowest(List<(SubtaskId Id, SubtaskStand Stand)> subtasks)
    {
        var counting = subtasks.FindAll(s => !s.Stand.Report.IsIdle);
        return (counting.Count > 0 ? counting : subtasks).MinBy(s => s.Stand.Report.Watermark);
    }

    /// <summary>The part of an operator that is in one subtask.</summary>
    private sealed record Part(SubtaskId Id, SubtaskStand Stand, int Index)
    {
        public SubtaskTime Time => Stand.Report.Time!;

        /// <summary>What it waits for, with what is combined in front of it.</summary>
        public AwaitedTime Awaited { get; init; } = Stand.Report.Time!.Awaited[Index];

        public OperatorStand Operator => Stand.Operators[Index];
    }
}
