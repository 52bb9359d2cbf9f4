namespace AkkaStreamProc.Actors.Jobs.Phases;

/// <summary>The supervisor has begun, and nobody has submitted the job to it yet. An earlier supervisor may have ended, however it did, before its subtasks had.</summary>
internal sealed class UnsubmittedPhase(JobContext context) : InactivePhase(context, JobState.Cancelled, null)
{
    protected override bool IsClosed => true;

    public override JobStatus Status() => Context.StatusOf(State, null);

    protected override Transition Admit() =>
        Context.History.Attempt == 0 ? base.Admit() : new Transition.To(new TakingOverPhase(Context));
}
