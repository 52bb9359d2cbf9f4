using AkkaStreamProc.Actors.Exchange;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>
/// Answers in bounded time to whoever asked for what cannot come: a call of user code that does not return cannot be
/// aborted, so its subtask lives, no checkpoint completes, and nothing may begin beside it.
/// </summary>
internal sealed partial class JobRun
{
    private readonly List<Impatience> _impatient = [];

    private void AwaitEndWithin(Action<JobStatus> answer, Action<string>? overdue, TimeSpan patience)
    {
        AwaitEnd(answer);
        if (overdue is not null && _awaitingEnd.Contains(answer))
        {
            LosePatienceAfter(patience, awaited =>
            {
                if (_awaitingEnd.Remove(answer))
                {
                    overdue($"The job '{job}' has not ended yet: it is {_state}, and waits for {awaited}. It ends as soon as that is over, and nothing of it begins before; ask for its completion, or end the process.");
                }
            });
        }
    }

    /// <summary>Tells a request that is still open what it waits for: after its patience, and where a call does not return after the time for answers.</summary>
    /// <param name="patience">How long it waits while no call is blocked.</param>
    /// <param name="overdue">Withdraws the request if it is still open, and answers it.</param>
    private void LosePatienceAfter(TimeSpan patience, Action<string> overdue)
    {
        _impatient.Add(new Impatience(environment.Time.GetTimestamp(), patience, overdue));
        ScheduleAnswer();
    }

    private void ScheduleAnswer()
    {
        if (_impatient.Count > 0)
        {
            var delay = _impatient.Min(i => Patience(i) - environment.Time.GetElapsedTime(i.Asked));
            environment.Schedule(new JobTimer(JobTimerKind.Answer, 0), delay > TimeSpan.Zero ? delay : TimeSpan.FromMilliseconds(1));
        }
    }

    private void OnAnswerDue()
    {
        var due = _impatient.Where(i => environment.Time.GetElapsedTime(i.Asked) >= Patience(i)).ToList();
        _impatient.RemoveAll(due.Contains);
        due.ForEach(i => i.Overdue(WhatIsAwaited()));
        ScheduleAnswer();
    }

    private TimeSpan Patience(Impatience of) => IsBlocked && of.Patience > _settings.AnswerTimeout ? _settings.AnswerTimeout : of.Patience;

    private bool IsBlocked => _attempt is { } attempt && attempt.Blocked.Keys.Any(attempt.Alive.Contains);

    private string WhatIsAwaited()
    {
        if (_attempt is not { Alive.Count: > 0 } attempt)
        {
            return environment.Predecessors is { Count: > 0 } predecessors ? $"{string.Join(", ", predecessors)} of an earlier run to close"
                : _state == JobState.Restarting ? $"its next attempt (the last one failed: {_lastFailure?.TrimEnd('.')})"
                : "its journal";
        }

        var blocked = DescribeBlocked();
        var others = attempt.Subtasks.Where(s => attempt.Alive.Contains(s) && !attempt.Blocked.ContainsKey(s)).Select(Describe).ToList();
        return blocked.Count > 0 ? string.Join("; ", blocked)
            : _state == JobState.Starting ? $"{string.Join(", ", attempt.Awaited.Select(Describe))} to open"
            : IsActive && attempt.Checkpoints.Pending is { } pending ? $"checkpoint {pending.Id}, to which {string.Join(", ", pending.Unacknowledged.Select(Describe))} have not answered"
            : $"{string.Join(", ", others)} to close";
    }

    /// <summary>The calls that do not return, in words.</summary>
    private IReadOnlyList<string> DescribeBlocked() =>
        _attempt is { Blocked.Count: > 0 } attempt
            ? [.. attempt.Blocked.Where(b => attempt.Alive.Contains(b.Key)).Select(b => $"{Describe(b.Key)}, where a call of {b.Value.What} has not returned for {(environment.Time.GetUtcNow() - b.Value.Since).TotalSeconds:0} s")]
            : [];

    private sealed record Impatience(long Asked, TimeSpan Patience, Action<string> Overdue);
}
