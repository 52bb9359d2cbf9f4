using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Telemetry;
using AkkaStreamProc.Operators.KillPoints;

namespace AkkaStreamProc.Actors.Jobs.Phases;

/// <summary>The job has come to its end; whoever waits learns it when the last subtask has closed its connectors.</summary>
/// <param name="context">What the job has besides.</param>
/// <param name="job">What has ended.</param>
/// <param name="attempt">Its last attempt, or <see langword="null"/> where it had none.</param>
/// <param name="status">How it ended.</param>
internal sealed class ClosingPhase(JobContext context, SubmittedJob job, JobAttempt? attempt, JobStatus status) : InactivePhase(context, status.State, job)
{
    private readonly SubmittedJob _job = job;

    public override JobAttempt? Attempt => attempt;

    protected override bool IsClosed => false;

    private JobStatus End => status with { LastFailure = _job.LastFailure };

    public override JobStatus Status() => attempt is null ? End : Context.StatusOf(attempt, State, _job.LastFailure);

    public override Transition Begin()
    {
        StopSubtasks();
        Context.Savepoints.Refuse($"The job '{Context.Job}' ended as {State} before the savepoint was complete.");
        return EndWhenClosed();
    }

    public override Transition Terminated(SubtaskId subtask) => EndWhenClosed();

    public override Transition Receive(object message) => message is JobSignal.Inspected ? EndWhenClosed() : base.Receive(message);

    private Transition EndWhenClosed()
    {
        if (attempt is { Alive.Count: > 0 } || Context.Damage.IsUnderWay)
        {
            return Transition.Stay;
        }

        KillSwitch.Pass(KillPoint.JobClosed);
        Environment.Telemetry?.End();
        Context.Overdue.Clear();
        Environment.Announce(JobNotices.JobEnded.With($"The job is {State}."));
        Context.Ends.Take(End)();
        return new Transition.To(new EndedPhase(Context, _job, State, End));
    }
}
