namespace AkkaStreamProc.Actors.Jobs.Phases;

/// <summary>The job has ended and everything is closed.</summary>
/// <param name="context">What the job has besides.</param>
/// <param name="job">What ran last, or <see langword="null"/> where nothing has under this supervisor.</param>
/// <param name="end">How it ended.</param>
/// <param name="status">How it was then, or <see langword="null"/> where only the journal knows.</param>
internal sealed class EndedPhase(JobContext context, SubmittedJob? job, JobState end, JobStatus? status) : InactivePhase(context, end, job)
{
    protected override bool IsClosed => true;

    public override JobStatus Status() => status ?? Context.StatusOf(State, null);

    public override Transition Begin() => Admit();
}
