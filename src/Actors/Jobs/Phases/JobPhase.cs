using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Explanations;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Actors.Jobs.Phases;

/// <summary>What a job is doing, and what follows from what it is told meanwhile.</summary>
/// <remarks>
/// A phase handles what makes sense in it and says what comes next. What it does not handle is ignored here, or answered in
/// <see cref="InactivePhase"/> and <see cref="ActivePhase"/>; only what is of the phase's own attempt reaches it.
/// <c>docs/lifecycle.md</c> has the phases and their requests.
/// </remarks>
internal abstract class JobPhase(JobContext context, JobState state)
{
    /// <summary>What is told of the phase.</summary>
    public JobState State => state;

    /// <summary>The attempt whose subtasks may live, or <see langword="null"/>.</summary>
    public virtual JobAttempt? Attempt => null;

    /// <summary>How the job runs, or ran.</summary>
    public abstract JobSettings Settings { get; }

    /// <summary>Whether a subtask that lives is in a call that does not return.</summary>
    public bool IsBlocked => Attempt is { } attempt && attempt.Blocked.Keys.Any(attempt.Alive.Contains);

    /// <summary>What the phase waits for, in words.</summary>
    public string Awaited => Attempt is not { Alive.Count: > 0 } attempt ? AwaitedWithoutSubtasks
        : attempt.DescribeBlocked(Environment.Time.GetUtcNow()) is { Count: > 0 } blocked ? string.Join("; ", blocked)
        : AwaitedOf(attempt);

    protected JobContext Context => context;

    protected IJobEnvironment Environment => context.Environment;

    /// <summary>What it waits for while no subtask lives.</summary>
    protected virtual string AwaitedWithoutSubtasks => "its journal";

    public abstract JobStatus Status();

    /// <summary>How far time is and why nothing comes out where nothing does.</summary>
    public TimeExplanation ExplainTime()
    {
        var now = Environment.Time.GetUtcNow();
        return State is JobState.Running or JobState.Finishing && Attempt is { } attempt
            ? new TimeExplanation(context.Job, State, now, new TimeExplainer(attempt, now).Explain())
            : new TimeExplanation(context.Job, State, now, []) { Reason = new TimeReason(TimeCause.NotRunning, WhyNotRunning()) };
    }

    private string WhyNotRunning()
    {
        var status = Status();
        return State switch
        {
            JobState.Starting => $"The job is starting (attempt {status.Attempt}): no record flows yet, and it waits for {Awaited}.",
            JobState.Restarting => $"The job is restarting: attempt {status.Attempt} failed: {status.LastFailure?.TrimEnd('.')}. No record flows before the next one, and it waits for {AwaitedShortly}.",
            _ => $"The job has ended: it is {State}.{(status.LastFailure is { } failure ? $" {failure}" : "")}",
        };
    }

    /// <summary>What it waits for, without what is said of the last failure.</summary>
    private string AwaitedShortly => Attempt is { Alive.Count: > 0 } ? Awaited : "the delay after a failure to be over";

    /// <summary>The phase has begun.</summary>
    public virtual Transition Begin() => Transition.Stay;

    /// <summary>Runs the job, or continues it.</summary>
    public abstract Transition Submit(JobGraph? graph, JobProtocol.Submit submit, Action<SubmitAnswer> answer);

    /// <summary>Answers when the job has ended and is closed.</summary>
    public abstract void AwaitEnd(Action<JobStatus> answer);

    /// <summary>Takes a savepoint while the job goes on.</summary>
    public virtual Transition TakeSavepoint(Action<CheckpointStatus> completed, Action<string> failed)
    {
        failed($"The job '{context.Job}' is {State}; a savepoint can be taken while it is running.");
        return Transition.Stay;
    }

    /// <summary>Ends the job behind a savepoint.</summary>
    public virtual Transition Stop() => Transition.Stay;

    /// <summary>Ends the job without a further checkpoint.</summary>
    public virtual Transition Cancel() => Transition.Stay;

    /// <summary>Ends the job without a word in the journal.</summary>
    public virtual Transition Abandon(string reason) => Transition.Stay;

    /// <summary>A subtask of the attempt is there and has touched nothing yet.</summary>
    /// <returns>Whether it is welcome.</returns>
    public virtual bool Arrive(SubtaskId subtask) => false;

    /// <summary>A subtask of the attempt that had arrived lives no more.</summary>
    public virtual Transition Terminated(SubtaskId subtask) => Transition.Stay;

    /// <summary>A timer of the attempt has run out.</summary>
    public virtual Transition Elapsed(JobTimer timer) => Transition.Stay;

    /// <summary>A subtask of the attempt tells something, or there is a <see cref="JobSignal"/>.</summary>
    public virtual Transition Receive(object message)
    {
        switch (message)
        {
            case SubtaskProtocol.Blocked m:
                Attempt!.Blocked[m.Id] = m;
                context.Overdue.Schedule();
                break;
            case SubtaskProtocol.Resumed m:
                Attempt!.Blocked.Remove(m.Id);
                break;
        }

        return Transition.Stay;
    }

    /// <summary>What it waits for while some subtasks live and none is blocked.</summary>
    protected virtual string AwaitedOf(JobAttempt attempt) =>
        $"{attempt.Describe(attempt.Subtasks.Where(s => attempt.Alive.Contains(s) && !attempt.Blocked.ContainsKey(s)))} to close";

    protected void StopSubtasks()
    {
        Environment.CancelTimers();
        context.Overdue.Schedule();
        if (Attempt is not { } attempt)
        {
            return;
        }

        attempt.SourceCoordinators.Dispose();
        foreach (var subtask in attempt.Alive)
        {
            Environment.Stop(subtask, attempt.Number);
        }
    }
}
