using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Telemetry;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Explanations;

/// <summary>Finds operators that take records and emit nothing, in the two cases that no waiting mends: event time stands, or all records are late.</summary>
/// <remarks>
/// A window that is not over while event time goes on is none, nor a function that lets nothing through, nor a bounded
/// input without event time, whose windows fire at its end; nor a record that comes after a pause, until records have come for the
/// whole of the limit. Each operator is told of once an hour at the most, restarts included.
/// </remarks>
internal sealed class SilenceWatch(TimeProvider time)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromHours(1);

    private readonly Dictionary<string, long> _told = [];

    // Since when each operator has had records without a pause as long as the limit, and when it had the last.
    private readonly Dictionary<string, (DateTimeOffset Since, DateTimeOffset Last)> _flows = [];
    private long? _looked;

    /// <summary>What is to be told now: operators, with the whole of it in words.</summary>
    public IReadOnlyList<(string Operator, string Text)> Look(JobAttempt attempt, TimeSpan limit)
    {
        if (limit == Timeout.InfiniteTimeSpan || (_looked is { } looked && time.GetElapsedTime(looked) < BetweenLooks))
        {
            return [];
        }

        _looked = time.GetTimestamp();
        var now = time.GetUtcNow();
        List<(string, string)>? found = null;
        foreach (var vertex in attempt.Plan.Vertices.Where(v => !v.IsSource))
        {
            for (var index = 0; index < vertex.Steps.Count; index++)
            {
                var name = vertex.Steps[index].Head.Name;
                var (lastIn, silent) = StandOf(attempt, vertex, index);
                if (FlowsSince(name, lastIn, now, limit) is { } flows && now - flows >= limit && silent is { } since && now - since >= limit && !WasTold(name))
                {
                    found ??= [];
                    AddTo(found, attempt, name, now, since);
                }
            }
        }

        return found ?? [];
    }

    private DateTimeOffset? FlowsSince(string name, DateTimeOffset? lastIn, DateTimeOffset now, TimeSpan limit)
    {
        if (lastIn is { } last && (!_flows.TryGetValue(name, out var flow) || last > flow.Last))
        {
            _flows[name] = (flow.Last != default && last - flow.Last < limit ? flow.Since : last, last);
        }

        return _flows.TryGetValue(name, out var flows) && now - flows.Last < limit ? flows.Since : null;
    }

    private bool WasTold(string name) => _told.TryGetValue(name, out var told) && time.GetElapsedTime(told) < BetweenWarnings;

    private void AddTo(List<(string, string)> found, JobAttempt attempt, string name, DateTimeOffset now, DateTimeOffset since)
    {
        var explained = new TimeExplainer(attempt, now).Explain().First(op => op.Name == name);
        if (explained.Watermark != Watermarks.Max && !explained.Reasons.Any(reason => reason.Cause == TimeCause.NoEventTime && EndsAnyway(attempt)))
        {
            _told[name] = time.GetTimestamp();
            found.Add((name, $"Records flow in, and nothing has come out for {SpanText.Of(now - since)}. {string.Join(' ', explained.Reasons.Select(reason => reason.Text))}"));
        }
    }

    /// <summary>Whether all sources without event time are bounded: what waits for event time fires at their end.</summary>
    private static bool EndsAnyway(JobAttempt attempt) => attempt.Sources
        .Select(source => attempt.Times.Of(source)?.Report.Time?.Source)
        .OfType<SourceTime>()
        .Where(source => !source.HasEventTime)
        .All(source => source.IsBounded);

    /// <summary>When an operator had its last record, and since when it has taken some and emitted nothing though it should; <see langword="null"/> where that is not so.</summary>
    private static (DateTimeOffset? LastIn, DateTimeOffset? Silent) StandOf(JobAttempt attempt, PlanVertex vertex, int index)
    {
        DateTimeOffset? since = null;
        var (lastIn, isWaiting) = Combined(attempt, vertex.Steps[index].Head.Name);
        var (taken, late) = (isWaiting ? 1L : 0, 0L);
        foreach (var id in attempt.Subtasks.Where(s => s.Vertex == vertex.Id))
        {
            if (attempt.Times.Of(id) is not { } stand)
            {
                return default;
            }

            var op = stand.Operators[index];
            taken += op.InSince;
            late += op.LateSince;
            lastIn = Later(lastIn, op.LastIn);
            var waits = isWaiting || stand.Report.Time!.Awaited[index].EventTime < long.MaxValue;
            isWaiting |= waits;

            // Where event time went on meanwhile, the silence is no older than that, unless all records are late.
            var silent = waits && stand.Since > op.SilentSince ? stand.Since : op.SilentSince;
            since = since is null || silent > since ? silent : since;
        }

        return (lastIn, taken > 0 && (isWaiting || late == taken) ? since : null);
    }

    /// <summary>When the last record came that is combined in front of an operator, and whether some wait there.</summary>
    private static (DateTimeOffset? LastIn, bool IsWaiting) Combined(JobAttempt attempt, string op)
    {
        DateTimeOffset? lastIn = null;
        var isWaiting = false;
        foreach (var edge in attempt.Plan.Edges.Where(edge => edge.To == op && edge.Combines))
        {
            var vertex = attempt.Plan.Vertices[edge.FromVertex];
            var number = attempt.Plan.OutputsOf(vertex).ToList().FindIndex(e => e.Id == edge.Id);
            var step = vertex.Steps.ToList().FindIndex(s => s.Operators.Any(o => o.Name == edge.From));
            foreach (var id in attempt.Subtasks.Where(s => s.Vertex == vertex.Id))
            {
                if (attempt.Times.Of(id) is { } stand)
                {
                    isWaiting |= stand.Report.Time!.Combined[number] < long.MaxValue;
                    lastIn = Later(lastIn, stand.Operators[step].LastIn);
                }
            }
        }

        return (lastIn, isWaiting);
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => other is null || one > other ? one : other;
}
