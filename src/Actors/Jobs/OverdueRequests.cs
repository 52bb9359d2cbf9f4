using AkkaStreamProc.Actors.Jobs.Phases;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>
/// Answers in bounded time to whoever asked for what cannot come: a call of user code that does not return cannot be
/// aborted, so its subtask lives, no checkpoint completes, and nothing may begin beside it.
/// </summary>
internal sealed class OverdueRequests(IJobEnvironment environment, Func<JobPhase> current)
{
    private readonly List<Request> _waiting = [];

    /// <summary>Tells a request that is still open what it waits for: after its patience, and where a call does not return after the time for answers.</summary>
    /// <param name="patience">How long it waits while no call is blocked.</param>
    /// <param name="overdue">Withdraws the request if it is still open, and answers it with what the phase at hand waits for.</param>
    public void Add(TimeSpan patience, Action<JobPhase> overdue)
    {
        _waiting.Add(new Request(environment.Time.GetTimestamp(), patience, overdue));
        Schedule();
    }

    /// <summary>Sets the timer anew: it was cancelled, or a call is blocked now.</summary>
    public void Schedule()
    {
        if (_waiting.Count > 0)
        {
            var delay = _waiting.Min(r => Patience(r) - environment.Time.GetElapsedTime(r.Asked));
            environment.Schedule(new JobTimer(JobTimerKind.Answer, 0), delay > TimeSpan.Zero ? delay : TimeSpan.FromMilliseconds(1));
        }
    }

    public void Elapsed()
    {
        var due = _waiting.Where(r => environment.Time.GetElapsedTime(r.Asked) >= Patience(r)).ToList();
        _waiting.RemoveAll(due.Contains);
        due.ForEach(r => r.Overdue(current()));
        Schedule();
    }

    public void Clear() => _waiting.Clear();

    private TimeSpan Patience(Request of) =>
        current() is { IsBlocked: true, Settings.AnswerTimeout: var limit } && of.Patience > limit ? limit : of.Patience;

    private sealed record Request(long Asked, TimeSpan Patience, Action<JobPhase> Overdue);
}
