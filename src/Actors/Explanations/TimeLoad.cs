using System.Globalization;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Explanations;

/// <summary>Says where work, back-pressure or a call that does not return holds everything back, event time included.</summary>
internal sealed class TimeLoad(JobAttempt attempt, DateTimeOffset now)
{
    /// <summary>The share of its time from which on a subtask is called busy, or blocked.</summary>
    private const double MostOfTheTime = 0.8;

    /// <summary>What there is to say of a vertex; told of its first operator.</summary>
    public IReadOnlyList<TimeReason> Of(PlanVertex vertex)
    {
        var reasons = new List<TimeReason>();
        foreach (var (id, blocked) in attempt.Blocked.Where(b => b.Key.Vertex == vertex.Id && attempt.Alive.Contains(b.Key)))
        {
            reasons.Add(new TimeReason(
                TimeCause.CallBlocked,
                $"In subtask {id.Index} a call of {blocked.What} has not returned for {SpanText.Of(now - blocked.Since)}; until it does, nothing there goes on."));
        }

        foreach (var id in attempt.Subtasks.Where(s => s.Vertex == vertex.Id))
        {
            if (attempt.Times.Of(id)?.Report.Time is not { } time)
            {
                continue;
            }

            // A source that reads what has gathered is busy as it should be.
            if (time.Busy >= MostOfTheTime && time.Source is null)
            {
                reasons.Add(new TimeReason(TimeCause.Busy, $"Subtask {id.Index} is busy for {Percent(time.Busy)} of the time: records wait in front of it, and event time behind them."));
            }
            else if (time.Blocked >= MostOfTheTime)
            {
                reasons.Add(new TimeReason(TimeCause.Blocked, $"Subtask {id.Index} waits for {Percent(time.Blocked)} of the time for {Following(vertex)}, which takes nothing more: it can go on only as fast as that."));
            }
        }

        return reasons;
    }

    /// <summary>What a vertex waits for: the one behind it that is busy, or whatever is behind it.</summary>
    private string Following(PlanVertex vertex)
    {
        var behind = attempt.Plan.OutputsOf(vertex).Select(edge => attempt.Plan.Vertices[edge.ToVertex]).Distinct().ToList();
        var busy = behind.FindAll(v => attempt.Subtasks.Any(s => s.Vertex == v.Id && attempt.Times.Of(s)?.Report.Time is { Busy: >= MostOfTheTime } or { Blocked: >= MostOfTheTime }));
        var names = (busy.Count > 0 ? busy : behind).ConvertAll(v => $"'{v.Name}'");
        return names.Count > 0 ? string.Join(" or ", names)
            : vertex.Operators.LastOrDefault(op => op.Role == OperatorRole.Sink) is { } sink ? $"its sink '{sink.Name}'" : "what follows";
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %");
}
