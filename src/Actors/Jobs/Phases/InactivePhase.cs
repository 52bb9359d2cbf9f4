using AkkaStreamProc.Actors.Checkpoints.Manifests;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Telemetry;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Actors.Jobs.Phases;

/// <summary>The job does not run: submissions are decided on as soon as whatever ran before is closed.</summary>
internal abstract class InactivePhase(JobContext context, JobState state, SubmittedJob? job) : JobPhase(context, state)
{
    private readonly Submissions _submissions = context.Submissions;

    public override JobSettings Settings { get; } = job?.Settings ?? new JobSettings();

    /// <summary>Whether no subtask is left of whatever ran before.</summary>
    protected abstract bool IsClosed { get; }

    public override Transition Submit(JobGraph? graph, JobProtocol.Submit submit, Action<SubmitAnswer> answer)
    {
        if (graph is null || graph.Fingerprint != submit.Fingerprint)
        {
            answer(SubmitAnswer.Reject($"The job '{Context.Job}' with the fingerprint {submit.Fingerprint} is not known to the process of its supervisor. Submit the same version everywhere."));
            return Transition.Stay;
        }

        var waiting = new Submissions.Waiting(graph, submit, answer);
        _submissions.Add(waiting);
        var next = Admit();
        if (_submissions.Contains(waiting))
        {
            Context.Overdue.Add(submit.Deadline - Environment.Time.GetUtcNow(), phase => RejectOverdue(waiting, phase));
        }

        return next;
    }

    public override void AwaitEnd(Action<JobStatus> answer)
    {
        if (IsClosed)
        {
            answer(Status());
        }
        else
        {
            Context.Ends.Add(answer);
        }
    }

    /// <summary>Decides on what was submitted, once everything is closed, until one is accepted.</summary>
    protected virtual Transition Admit()
    {
        var next = Transition.Stay;
        while (next == Transition.Stay && IsClosed && _submissions.Take() is { } submission)
        {
            next = Decide(submission);
        }

        return next;
    }

    private Transition Decide(Submissions.Waiting submission)
    {
        var (graph, submit, answer) = submission;
        if (submit.Deadline <= Environment.Time.GetUtcNow())
        {
            answer(SubmitAnswer.Reject($"The job '{Context.Job}' was not accepted in time, and nobody waits for it any more. Submit it again."));
            return Transition.Stay;
        }

        var history = Context.History;
        var discarded = submit.Settings.StartFresh ? Discardable(history) : null;
        var recovery = RecoveryPlan.Of(Context.Job, history, graph, submit.Settings, AsJournalled(submit.Savepoint), out var refusal);
        if (refusal is not null)
        {
            answer(SubmitAnswer.Reject(refusal));
            return Transition.Stay;
        }

        _submissions.Follow(Status());
        if (discarded is null && !recovery.FallsBack && history.End == JobState.Finished)
        {
            Environment.Announce(JobNotices.FinishedBefore.With(
                "The job had read its input to the end before, and does not run again. What came to its input since is not read: follow it, submit the job under another name, or start it fresh."));
            answer(new SubmitAnswer(null, history.Last?.Id, true, null));
            return new Transition.To(new EndedPhase(Context, job, JobState.Finished, null));
        }

        return new Transition.To(new AcceptingPhase(Context, new SubmittedJob(graph, submit.Plan, submit.Settings), recovery, discarded, answer));
    }

    /// <summary>A savepoint of this store keeps the address that the journal has, which stays true where the store is moved.</summary>
    private ImportedSavepoint? AsJournalled(ImportedSavepoint? savepoint) =>
        savepoint is not null
        && Context.History.Checkpoints.FirstOrDefault(c => c.Id == savepoint.Id)?.Address is { } address
        && Environment.DirectoryOf(address) == savepoint.Directory
            ? savepoint with { Checkpoint = savepoint.Checkpoint with { Address = address } }
            : savepoint;

    private void RejectOverdue(Submissions.Waiting waiting, JobPhase current)
    {
        if (_submissions.Withdraw(waiting))
        {
            waiting.Answer(SubmitAnswer.Reject(
                $"The job '{Context.Job}' is {current.State}, but waits for {current.Awaited}, and nothing new begins beside what is not closed. Submit the job again when that is over, or end its process."));
        }
    }

    /// <summary>What a fresh start discards, in words.</summary>
    private static string? Discardable(JobHistory history)
    {
        if (history.Fingerprint is null)
        {
            return null;
        }

        var read = history.Last?.Operators.Where(o => o.IsSource).Sum(o => o.In) ?? 0;
        var checkpoint = history.Last is { } last ? $"checkpoint {last.Id} of {last.Status.CompletedAt:u} ({read} records read)" : "no checkpoint";
        return $"{history.Attempt} attempt(s), {checkpoint}{(history.End is { } end ? $", the end as {end}" : "")}";
    }
}
