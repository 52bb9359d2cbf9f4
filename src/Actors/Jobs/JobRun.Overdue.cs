using AkkaStreamProc.Actors.Exchange;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>
/// Answers in bounded time to whoever asked for the end of a job that cannot end: a call of user code that does not return
/// cannot be aborted, so its subtask lives, and nothing may begin beside it.
/// </summary>
internal sealed partial class JobRun
{
    private readonly List<(long Asked, TimeSpan Patience, Action<JobStatus> Answer, Action<string> Overdue)> _impatient = [];

    private void AwaitEndWithin(Action<JobStatus> answer, Action<string>? overdue, TimeSpan patience)
    {
        AwaitEnd(answer);
        if (overdue is not null && _awaitingEnd.Contains(answer))
        {
            _impatient.Add((environment.Time.GetTimestamp(), patience, answer, overdue));
            ScheduleAnswer();
        }
    }

    private void ScheduleAnswer()
    {
        if (_impatient.Count > 0)
        {
            var delay = _impatient.Min(i => i.Patience - environment.Time.GetElapsedTime(i.Asked));
            environment.Schedule(new JobTimer(JobTimerKind.Answer, 0), delay > TimeSpan.Zero ? delay : TimeSpan.FromMilliseconds(1));
        }
    }

    private void OnAnswerDue()
    {
        var due = _impatient.Where(i => environment.Time.GetElapsedTime(i.Asked) >= i.Patience).ToList();
        _impatient.RemoveAll(due.Contains);
        foreach (var (_, _, answer, overdue) in due)
        {
            _awaitingEnd.Remove(answer);
            overdue($"The job '{job}' has not ended yet: it is {_state}, and waits for {WhatIsAwaited()}. It ends as soon as that is over, and nothing of it begins before; ask for its completion, or end the process.");
        }

        ScheduleAnswer();
    }

    private string WhatIsAwaited()
    {
        if (_attempt is not { Alive.Count: > 0 } attempt)
        {
            return "its journal";
        }

        var blocked = DescribeBlocked();
        var others = attempt.Subtasks.Where(s => attempt.Alive.Contains(s) && !attempt.Blocked.ContainsKey(s)).Select(Describe).ToList();
        return blocked.Count > 0 ? string.Join("; ", blocked)
            : IsActive && attempt.Checkpoints.Pending is { } pending ? $"checkpoint {pending.Id}, to which {string.Join(", ", pending.Unacknowledged.Select(Describe))} have not answered"
            : $"{string.Join(", ", others)} to close";
    }

    /// <summary>The calls that do not return, in words.</summary>
    private IReadOnlyList<string> DescribeBlocked() =>
        _attempt is { Blocked.Count: > 0 } attempt
            ? [.. attempt.Blocked.Where(b => attempt.Alive.Contains(b.Key)).Select(b => $"{Describe(b.Key)}, where a call of {b.Value.What} has not returned for {(environment.Time.GetUtcNow() - b.Value.Since).TotalSeconds:0} s")]
            : [];
}
