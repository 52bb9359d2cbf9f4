using AkkaStreamProc.Actors.Checkpoints;

namespace AkkaStreamProc.Actors.Jobs.Phases;

/// <summary>All input has ended: one more checkpoint, and when its sinks have confirmed the job is finished.</summary>
internal sealed class FinishingPhase(JobContext context, SubmittedJob job, JobAttempt attempt, AttemptCheckpoints checkpoints)
    : FlowingPhase(context, JobState.Finishing, job, attempt, checkpoints)
{
    protected override CheckpointPurpose NextPurpose => CheckpointPurpose.Final;

    /// <remarks>It ends behind the last checkpoint; if that fails, the next attempt ends behind a savepoint.</remarks>
    public override Transition Stop()
    {
        Job.IsToStop = true;
        return Transition.Stay;
    }
}
