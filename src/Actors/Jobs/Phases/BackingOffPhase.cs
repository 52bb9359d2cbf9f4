namespace AkkaStreamProc.Actors.Jobs.Phases;

/// <summary>All subtasks of the attempt that failed are closed; the next attempt follows after a delay.</summary>
internal sealed class BackingOffPhase(JobContext context, SubmittedJob job, JobAttempt failed, TimeSpan delay) : ActivePhase(context, JobState.Restarting, job)
{
    public override JobAttempt Attempt => failed;

    protected override string AwaitedWithoutSubtasks => $"its next attempt (the last one failed: {Job.LastFailure?.TrimEnd('.')})";

    public override Transition Begin()
    {
        Environment.Schedule(new JobTimer(JobTimerKind.Restart, failed.Number), delay);
        return Transition.Stay;
    }

    public override Transition Elapsed(JobTimer timer) =>
        timer.Kind == JobTimerKind.Restart ? new Transition.To(new BeginningPhase(Context, Job, failed)) : Transition.Stay;
}
