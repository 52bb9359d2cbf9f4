using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Telemetry;

namespace AkkaStreamProc.Actors.Jobs.Phases;

/// <summary>An attempt has failed; its subtasks close their connectors.</summary>
/// <param name="context">What the job has besides.</param>
/// <param name="job">What runs.</param>
/// <param name="failed">The attempt that has failed.</param>
/// <param name="delay">How long behind its close the next begins.</param>
internal sealed class RestartingPhase(JobContext context, SubmittedJob job, JobAttempt failed, TimeSpan delay) : ActivePhase(context, JobState.Restarting, job)
{
    public override JobAttempt Attempt => failed;

    public override Transition Begin()
    {
        Environment.Announce(JobNotices.AttemptFailed.With($"Attempt {failed.Number} failed: {Job.LastFailure} The next begins in {delay.TotalSeconds:0.0} s."));
        return BackOffWhenClosed();
    }

    public override Transition Terminated(SubtaskId subtask) => BackOffWhenClosed();

    private Transition BackOffWhenClosed() =>
        failed.Alive.Count == 0 ? new Transition.To(new BackingOffPhase(Context, Job, failed, delay)) : Transition.Stay;
}
