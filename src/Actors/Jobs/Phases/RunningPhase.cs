using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Operators.KillPoints;

namespace AkkaStreamProc.Actors.Jobs.Phases;

/// <summary>Records flow; checkpoints are taken by time and on request.</summary>
internal sealed class RunningPhase(JobContext context, SubmittedJob job, JobAttempt attempt, AttemptCheckpoints checkpoints)
    : FlowingPhase(context, JobState.Running, job, attempt, checkpoints)
{
    protected override CheckpointPurpose NextPurpose => Context.Savepoints.AreWaiting ? CheckpointPurpose.Savepoint : CheckpointPurpose.Periodic;

    public override Transition TakeSavepoint(Action<CheckpointStatus> completed, Action<string> failed) => TriggerSavepoint(completed, failed);

    public override Transition Stop()
    {
        Job.IsToStop = true;
        KillSwitch.Pass(KillPoint.StopRequested);
        return new Transition.To(new StoppingPhase(Context, Job, Attempt, Checkpoints));
    }
}
