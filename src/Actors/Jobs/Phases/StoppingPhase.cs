using AkkaStreamProc.Actors.Checkpoints;

namespace AkkaStreamProc.Actors.Jobs.Phases;

/// <summary>The savepoint to stop with is on its way, or follows the checkpoint that is: the sources read nothing behind it.</summary>
internal sealed class StoppingPhase(JobContext context, SubmittedJob job, JobAttempt attempt, AttemptCheckpoints checkpoints)
    : FlowingPhase(context, JobState.Running, job, attempt, checkpoints)
{
    protected override CheckpointPurpose NextPurpose => CheckpointPurpose.Stop;

    /// <remarks>Answered by the savepoint to stop with if that has not begun, and refused at the end otherwise.</remarks>
    public override Transition TakeSavepoint(Action<CheckpointStatus> completed, Action<string> failed) => TriggerSavepoint(completed, failed);

    /// <remarks>It is about to.</remarks>
    public override Transition Stop() => Transition.Stay;
}
