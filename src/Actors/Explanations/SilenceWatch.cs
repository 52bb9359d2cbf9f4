using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Telemetry;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Explanations;

/// <summary>Finds operators that take records and emit nothing, in the two cases that no waiting mends: event time stands, or all records are late.</summary>
/// <remarks>
/// A window that is not over while event time goes on is none, nor a function that lets nothing through, nor a bounded
/// input without event time, whose windows fire at its end. Each operator is told of once an hour at the most, restarts included.
/// </remarks>
internal sealed class SilenceWatch(TimeProvider time)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromHours(1);

    private readonly Dictionary<string, long> _told = [];
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
                if (SilentSince(attempt, vertex, index, now - limit) is { } since && now - since >= limit && !WasTold(name))
                {
                    found ??= [];
                    AddTo(found, attempt, name, now, since);
                }
            }
        }

        return found ?? [];
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

    /// <summary>Since when an operator has taken records and emitted nothing though it should; <see langword="null"/> where that is not so.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="vertex">The vertex of the operator.</param>
    /// <param name="index">Its number there.</param>
    /// <param name="lately">Where its last record is older, nothing flows in.</param>
    private static DateTimeOffset? SilentSince(JobAttempt attempt, PlanVertex vertex, int index, DateTimeOffset lately)
    {
        DateTimeOffset? since = null;
        var (isFed, isWaiting) = Combined(attempt, vertex.Steps[index].Head.Name, lately);
        var (taken, late) = (isWaiting ? 1L : 0, 0L);
        foreach (var id in attempt.Subtasks.Where(s => s.Vertex == vertex.Id))
        {
            if (attempt.Times.Of(id) is not { } stand)
            {
                return null;
            }

            var op = stand.Operators[index];
            taken += op.InSince;
            late += op.LateSince;
            isFed |= op.LastIn >= lately;
            var waits = isWaiting || stand.Report.Time!.Awaited[index].EventTime < long.MaxValue;
            isWaiting |= waits;

            // Where event time went on meanwhile, the silence is no older than that, unless all records are late.
            var silent = waits && stand.Since > op.SilentSince ? stand.Since : op.SilentSince;
            since = since is null || silent > since ? silent : since;
        }

        return isFed && taken > 0 && (isWaiting || late == taken) ? since : null;
    }

    /// <summary>Whether records come that are combined in front of an operator, and whether some wait there.</summary>
    private static (bool IsFed, bool IsWaiting) Combined(JobAttempt attempt, string op, DateTimeOffset lately)
    {
        var (isFed, isWaiting) = (false, false);
        foreach (var edge in attempt.Plan.Edges.Where(edge => edge.To == op && edge.Combines))
        {
            var vertex = attempt.Plan.Vertices[edge.FromVertex];
            var number = attempt.Plan.OutputsOf(vertex).ToList().FindIndex(e => e.Id == edge.Id);
            var step = vertex.Steps.ToList().FindIndex(s => s.Operators.Any(o => o.Name == edge.From));
            foreach (var id in attempt.Subtasks.Where(s => s.Vertex == vertex.Id))
            {
                if (attempt.Times.Of(id) is { } stand && stand.Report.Time!.Combined[number] < long.MaxValue)
                {
                    isWaiting = true;
                    isFed |= stand.Operators[step].LastIn >= lately;
                }
            }
        }

        return (isFed, isWaiting);
    }
}
