using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Telemetry;
using AkkaStreamProc.Operators.KillPoints;

namespace AkkaStreamProc.Actors.Jobs.Phases;

/// <summary>A submission is accepted, which is told when it stands in the journal.</summary>
/// <param name="context">What the job has besides.</param>
/// <param name="job">What is accepted.</param>
/// <param name="recovery">What it continues from.</param>
/// <param name="discarded">What is discarded on request, or <see langword="null"/>.</param>
/// <param name="answer">Takes the answer.</param>
internal sealed class AcceptingPhase(
    JobContext context, SubmittedJob job, RecoveryPlan recovery, string? discarded, Action<SubmitAnswer> answer) : ActivePhase(context, JobState.Starting, job)
{
    public override Transition Begin()
    {
        Context.Submissions.Reject(AlreadyRuns);
        if (discarded is null)
        {
            return Accept();
        }

        var before = Context.History;
        return new Transition.Write(new JobDiscarded(Environment.Time.GetUtcNow()), () =>
        {
            Context.Retention.DeleteAll(before);
            return Accept();
        });
    }

    public override Transition Abandon(string reason)
    {
        answer(SubmitAnswer.Reject(reason));
        return base.Abandon(reason);
    }

    private Transition Accept() => Submitted() is { } submitted
        ? new Transition.Write(submitted, () =>
        {
            KillSwitch.Pass(KillPoint.JobSubmitted);
            return FallBack();
        })
        : FallBack();

    /// <summary>What the journal does not know yet of the job.</summary>
    private JobJournalEvent? Submitted()
    {
        var (history, graph) = (Context.History, Job.Graph);
        return recovery.Import is { } import ? new CheckpointImported(
                graph.Fingerprint,
                graph.Shape,
                graph.MaxParallelism,
                import.Savepoint.Checkpoint,
                import.Savepoint.Life,
                Environment.NewIdentity(),
                import.Savepoint.HighestParallelism,
                import.ReservedUpTo,
                import.ForgottenUpTo,
                Environment.Time.GetUtcNow())
            : history.Fingerprint != graph.Fingerprint || history.Life is null
                ? new JobSubmitted(graph.Fingerprint, graph.Shape, graph.MaxParallelism, history.Life ?? Environment.NewIdentity())
                : null;
    }

    private Transition FallBack()
    {
        foreach (var notice in recovery.Notices)
        {
            Environment.Announce(JobNotices.RecoveryDiffers.With(notice));
        }

        return recovery.FallsBack
            ? new Transition.Write(new CheckpointChosen(recovery.From!.Id, Environment.Time.GetUtcNow(), recovery.From.Address), Answer)
            : Answer();
    }

    private Transition Answer()
    {
        Environment.Telemetry?.Begin(State, Context.LastCheckpoint);
        answer(new SubmitAnswer(null, Context.History.Last?.Id, false, discarded));
        return new Transition.To(new BeginningPhase(Context, Job, null));
    }
}
