using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Operators.KillPoints;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Actors.Jobs.Phases;

/// <summary>The job runs, or is about to: it can be ended, and not submitted.</summary>
internal abstract class ActivePhase(JobContext context, JobState state, SubmittedJob job) : JobPhase(context, state)
{
    public override JobSettings Settings => job.Settings;

    protected SubmittedJob Job => job;

    public override JobStatus Status() => Attempt is { } attempt
        ? Context.StatusOf(attempt, State, job.LastFailure)
        : Context.StatusOf(State, job.LastFailure);

    public override Transition Submit(JobGraph? graph, JobProtocol.Submit submit, Action<SubmitAnswer> answer)
    {
        answer(SubmitAnswer.Reject(AlreadyRuns));
        return Transition.Stay;
    }

    public override void AwaitEnd(Action<JobStatus> answer) => Context.Ends.Add(answer);

    /// <remarks>Nothing was processed since the last checkpoint that could be saved: that checkpoint is the savepoint.</remarks>
    public override Transition Stop() => StopAndEnd(JobState.Stopped);

    public override Transition Cancel() => StopAndEnd(JobState.Cancelled);

    public override Transition Abandon(string reason)
    {
        job.LastFailure = reason;
        StopSubtasks();
        return ReachEnd(JobState.Failed);
    }

    protected string AlreadyRuns => $"The job '{Context.Job}' is already running ({State}). Cancel or stop it first.";

    /// <summary>Journals the end; the subtasks are told to stop when it stands in the journal.</summary>
    protected Transition End(JobState end, string? cause = null) =>
        new Transition.Write(new JobEnded(end, cause, Environment.Time.GetUtcNow()), () =>
        {
            KillSwitch.Pass(KillPoint.EndJournalled);
            return ReachEnd(end);
        });

    private Transition StopAndEnd(JobState end)
    {
        StopSubtasks();
        return End(end);
    }

    private Transition.To ReachEnd(JobState end) =>
        new(new ClosingPhase(Context, job, Attempt, Status() with { State = end, LastFailure = job.LastFailure, Blocked = [], Memory = [], Tables = [] }));
}
