using AkkaStreamProc.Actors.Checkpoints.Manifests;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Operators.KillPoints;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>Submissions: which are accepted, and when. None begins beside a subtask of an earlier attempt, whoever deployed it.</summary>
internal sealed partial class JobRun
{
    private const int RememberedEnds = 16;

    private readonly List<WaitingSubmission> _waiting = [];
    private readonly Queue<(int Submission, JobStatus End)> _ends = new();

    /// <summary>Whether the subtasks of earlier supervisors are known to be closed; asked with the first submission.</summary>
    private bool? _predecessorsClosed;

    /// <summary>Who is to be told of an acceptance that is being journalled.</summary>
    private Action<SubmitAnswer>? _accepting;

    /// <summary>The number of the submission at hand; 0 before the first.</summary>
    public int Submission { get; private set; }

    /// <summary>Whether no subtask is left of whatever ran before.</summary>
    private bool IsClosed => _attempt is null or { Alive.Count: 0 } && _predecessorsClosed is not false && !_isInspecting;

    /// <summary>How a submission ended that another has followed, or <see langword="null"/> for the one at hand.</summary>
    public JobStatus? EndOf(int submission)
    {
        if (submission == Submission)
        {
            return null;
        }

        var known = _ends.FirstOrDefault(e => e.Submission == submission);
        return known.End ?? new JobStatus(
            job, JobState.Cancelled, 0, null, long.MinValue, [], $"{Submission - submission} submissions of the job have followed this one; how it ended is not remembered.");
    }

    /// <summary>Runs the job, or continues it.</summary>
    /// <param name="graph">The job, or <see langword="null"/> where this process does not know it.</param>
    /// <param name="submit">What was asked for.</param>
    /// <param name="answer">Takes the answer, once.</param>
    public void Submit(JobGraph? graph, JobProtocol.Submit submit, Action<SubmitAnswer> answer)
    {
        if (IsActive)
        {
            answer(SubmitAnswer.Reject($"The job '{job}' is already running ({_state}). Cancel or stop it first."));
            return;
        }

        if (graph is null || graph.Fingerprint != submit.Fingerprint)
        {
            answer(SubmitAnswer.Reject($"The job '{job}' with the fingerprint {submit.Fingerprint} is not known to the process of its supervisor. Submit the same version everywhere."));
            return;
        }

        var waiting = new WaitingSubmission(graph, submit, answer);
        _waiting.Add(waiting);
        if (_predecessorsClosed is null)
        {
            AwaitPredecessors();
        }

        DecideWaiting();
        if (_waiting.Contains(waiting))
        {
            LosePatienceAfter(submit.Deadline - environment.Time.GetUtcNow(), awaited => RejectOverdue(waiting, awaited));
        }
    }

    /// <summary>An earlier supervisor may have ended, however it did, before its subtasks had.</summary>
    private void AwaitPredecessors()
    {
        _predecessorsClosed = History.Attempt == 0;
        if (_predecessorsClosed is false)
        {
            environment.AwaitPredecessors(History.Attempt, () =>
            {
                _predecessorsClosed = true;
                TakeEndAnswers()();
                DecideWaiting();
            });
        }
    }

    /// <summary>Decides on what was submitted while subtasks were still closing.</summary>
    private void DecideWaiting()
    {
        while (IsClosed && _waiting.Count > 0)
        {
            var next = _waiting[0];
            _waiting.RemoveAt(0);
            Decide(next.Graph, next.Submit, next.Answer);
        }
    }

    private void RejectOverdue(WaitingSubmission waiting, string awaited)
    {
        if (_waiting.Remove(waiting))
        {
            waiting.Answer(SubmitAnswer.Reject(
                $"The job '{job}' is {_state}, but waits for {awaited}, and nothing new begins beside what is not closed. Submit the job again when that is over, or end its process."));
        }
    }

    private void RejectWaiting(string reason)
    {
        var waiting = _waiting.ToList();
        _waiting.Clear();
        waiting.ForEach(w => w.Answer(SubmitAnswer.Reject(reason)));
        var accepting = _accepting;
        _accepting = null;
        accepting?.Invoke(SubmitAnswer.Reject(reason));
    }

    private void Decide(JobGraph graph, JobProtocol.Submit submit, Action<SubmitAnswer> answer)
    {
        if (IsActive)
        {
            answer(SubmitAnswer.Reject($"The job '{job}' is already running ({_state}). Cancel or stop it first."));
            return;
        }

        if (submit.Deadline <= environment.Time.GetUtcNow())
        {
            answer(SubmitAnswer.Reject($"The job '{job}' was not accepted in time, and nobody waits for it any more. Submit it again."));
            return;
        }

        var discarded = submit.Settings.StartFresh ? Discardable() : null;
        var recovery = RecoveryPlan.Of(job, History, graph, submit.Settings, AsJournalled(submit.Savepoint), out var refusal);
        if (refusal is not null)
        {
            answer(SubmitAnswer.Reject(refusal));
            return;
        }

        RememberEnd();
        Submission++;
        if (discarded is null && !recovery.FallsBack && History.End == JobState.Finished)
        {
            _state = JobState.Finished;
            _lastStatus = null;
            _lastFailure = null;
            answer(new SubmitAnswer(null, History.Last?.Id, true, null));
            return;
        }

        _graph = graph;
        _planId = submit.Plan;
        _settings = submit.Settings;
        _state = JobState.Starting;
        _stopRequested = false;
        _lastStatus = null;
        _lastFailure = null;
        _failuresInRow = 0;
        _accepting = answer;
        if (discarded is not null)
        {
            var before = History;
            Write(new JobDiscarded(environment.Time.GetUtcNow()), () =>
            {
                DeleteAll(before);
                Accept(graph, recovery, discarded);
            });
        }
        else
        {
            Accept(graph, recovery, null);
        }
    }

    /// <summary>A savepoint of this store keeps the address that the journal has, which stays true where the store is moved.</summary>
    private ImportedSavepoint? AsJournalled(ImportedSavepoint? savepoint) =>
        savepoint is not null
        && History.Checkpoints.FirstOrDefault(c => c.Id == savepoint.Id)?.Address is { } address
        && environment.DirectoryOf(address) == savepoint.Directory
            ? savepoint with { Checkpoint = savepoint.Checkpoint with { Address = address } }
            : savepoint;

    private void Accept(JobGraph graph, RecoveryPlan recovery, string? discarded)
    {
        JobJournalEvent? submitted =
            recovery.Import is { } import ? new CheckpointImported(
                graph.Fingerprint,
                graph.Shape,
                graph.MaxParallelism,
                import.Savepoint.Checkpoint,
                import.Savepoint.Life,
                environment.NewIdentity(),
                import.Savepoint.HighestParallelism,
                import.ReservedUpTo,
                import.ForgottenUpTo,
                environment.Time.GetUtcNow())
            : History.Fingerprint != graph.Fingerprint || History.Life is null
                ? new JobSubmitted(graph.Fingerprint, graph.Shape, graph.MaxParallelism, History.Life ?? environment.NewIdentity())
                : null;
        if (submitted is null)
        {
            FallBack(recovery, discarded);
            return;
        }

        Write(submitted, () =>
        {
            KillSwitch.Pass(KillPoint.JobSubmitted);
            FallBack(recovery, discarded);
        });
    }

    private void FallBack(RecoveryPlan recovery, string? discarded)
    {
        foreach (var notice in recovery.Notices)
        {
            environment.Announce(notice);
        }

        if (recovery.FallsBack)
        {
            Write(new CheckpointChosen(recovery.From!.Id, environment.Time.GetUtcNow(), recovery.From.Address), () => BeginAccepted(discarded));
        }
        else
        {
            BeginAccepted(discarded);
        }
    }

    private void BeginAccepted(string? discarded)
    {
        var answer = _accepting!;
        _accepting = null;
        answer(new SubmitAnswer(null, History.Last?.Id, false, discarded));
        BeginAttempt();
    }

    private void RememberEnd()
    {
        if (Submission == 0)
        {
            return;
        }

        _ends.Enqueue((Submission, Status()));
        while (_ends.Count > RememberedEnds)
        {
            _ends.Dequeue();
        }
    }

    private string? Discardable()
    {
        if (History.Fingerprint is null)
        {
            return null;
        }

        var read = History.Last?.Operators.Where(o => o.IsSource).Sum(o => o.In) ?? 0;
        var checkpoint = History.Last is { } last ? $"checkpoint {last.Id} of {last.Status.CompletedAt:u} ({read} records read)" : "no checkpoint";
        return $"{History.Attempt} attempt(s), {checkpoint}{(History.End is { } end ? $", the end as {end}" : "")}";
    }

    private sealed record WaitingSubmission(JobGraph Graph, JobProtocol.Submit Submit, Action<SubmitAnswer> Answer);
}
