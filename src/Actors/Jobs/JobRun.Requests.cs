using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Operators.Graph;
using AkkaStreamProc.Operators.KillPoints;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>What people ask of a job.</summary>
internal sealed partial class JobRun
{
    private readonly List<(Action<CheckpointStatus> Completed, Action<string> Failed)> _awaitingSavepoint = [];
    private bool _stopRequested;

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

        var discarded = submit.Settings.StartFresh ? Discardable() : null;
        if (discarded is null && Mismatch(graph) is { } mismatch)
        {
            answer(SubmitAnswer.Reject(mismatch));
            return;
        }

        if (discarded is null && History.End == JobState.Finished)
        {
            _state = JobState.Finished;
            answer(new SubmitAnswer(null, History.Last?.Id, true, null));
            return;
        }

        _graph = graph;
        _settings = submit.Settings;
        _state = JobState.Starting;
        _stopRequested = false;
        _lastStatus = null;
        _lastFailure = null;
        _failuresInRow = 0;
        if (discarded is not null)
        {
            var before = History;
            Write(new JobDiscarded(environment.Time.GetUtcNow()), () =>
            {
                DeleteAll(before);
                Accept(graph, answer, discarded);
            });
        }
        else
        {
            Accept(graph, answer, null);
        }
    }

    private void Accept(JobGraph graph, Action<SubmitAnswer> answer, string? discarded)
    {
        if (History.Fingerprint != graph.Fingerprint)
        {
            Write(new JobSubmitted(graph.Fingerprint, graph.Shape, graph.MaxParallelism), () =>
            {
                KillSwitch.Pass(KillPoint.JobSubmitted);
                BeginAccepted(answer, discarded);
            });
        }
        else
        {
            BeginAccepted(answer, discarded);
        }
    }

    private void BeginAccepted(Action<SubmitAnswer> answer, string? discarded)
    {
        answer(new SubmitAnswer(null, History.Last?.Id, false, discarded));
        BeginAttempt();
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

    /// <summary>Why the job cannot continue as this graph. Where there is no checkpoint there is nothing to continue.</summary>
    private string? Mismatch(JobGraph graph)
    {
        if (History.Last is null || History.Fingerprint == graph.Fingerprint)
        {
            return null;
        }

        return $"The job '{job}' is not the one the store has checkpoints of: the fingerprint is {graph.Fingerprint}, there {History.Fingerprint}. "
            + $"What differs (- stored, + submitted):{Environment.NewLine}{JobShape.Difference(History.Shape, graph.Shape)}{Environment.NewLine}"
            + "Submit the job as it was, give it another name or data directory, or start fresh (which discards the checkpoints).";
    }

    /// <summary>Answers when the job has come to an end and its subtasks are closed; at once where it does not run.</summary>
    public void AwaitEnd(Action<JobStatus> answer)
    {
        if (IsActive)
        {
            _awaitingEnd.Add(answer);
        }
        else
        {
            answer(Status());
        }
    }

    /// <summary>Ends the job behind a savepoint.</summary>
    /// <param name="answer">Takes the status when it has ended.</param>
    /// <param name="overdue">Takes what the end waits for where it does not come in time; nothing else is answered then.</param>
    public void StopWithSavepoint(Action<JobStatus> answer, Action<string>? overdue = null)
    {
        AwaitEnd(answer, overdue, _settings.CheckpointTimeout + _settings.AnswerTimeout);
        if (!IsActive)
        {
            return;
        }

        _stopRequested = true;
        if (_state == JobState.Running)
        {
            KillSwitch.Pass(KillPoint.StopRequested);
            TriggerWhenPossible();
        }
        else if (_state != JobState.Finishing)
        {
            // Nothing was processed since the last checkpoint that could be saved: that checkpoint is the savepoint.
            StopSubtasks();
            Write(new JobEnded(JobState.Stopped, null, environment.Time.GetUtcNow()), () => ReachEnd(JobState.Stopped));
        }
    }

    /// <summary>Takes a savepoint while the job goes on.</summary>
    /// <param name="completed">Takes it when its sinks have confirmed.</param>
    /// <param name="failed">Takes the reason where none can be taken.</param>
    public void TriggerSavepoint(Action<CheckpointStatus> completed, Action<string> failed)
    {
        if (_state != JobState.Running)
        {
            failed($"The job '{job}' is {_state}; a savepoint can be taken while it is running.");
            return;
        }

        _awaitingSavepoint.Add((completed, failed));
        TriggerWhenPossible();
    }

    /// <summary>Ends the job without a further checkpoint.</summary>
    /// <param name="answer">Takes the status when it has ended.</param>
    /// <param name="overdue">Takes what the end waits for where it does not come in time; nothing else is answered then.</param>
    public void Cancel(Action<JobStatus> answer, Action<string>? overdue = null)
    {
        AwaitEnd(answer, overdue, _settings.AnswerTimeout);
        if (IsActive)
        {
            StopSubtasks();
            Write(new JobEnded(JobState.Cancelled, null, environment.Time.GetUtcNow()), () => ReachEnd(JobState.Cancelled));
        }
    }

    /// <summary>What tells everybody who still waits for the end; to be called when the subtasks are closed.</summary>
    public Action TakeEndAnswers()
    {
        var (status, waiting) = (Status(), _awaitingEnd.ToList());
        _awaitingEnd.Clear();
        return () => waiting.ForEach(answer => answer(status));
    }

    /// <summary>The job has come to its end; whoever waits learns it when the last subtask has closed its connectors.</summary>
    private void ReachEnd(JobState end)
    {
        _lastStatus = Status() with { State = end, LastFailure = _lastFailure, Blocked = [] };
        _state = end;
        StopSubtasks();
        foreach (var waiting in _awaitingSavepoint)
        {
            waiting.Failed($"The job '{job}' ended as {end} before the savepoint was complete.");
        }

        _awaitingSavepoint.Clear();
        TellEndWhenClosed();
    }

    private void TellEndWhenClosed()
    {
        if (_attempt is { Alive.Count: > 0 })
        {
            return;
        }

        KillSwitch.Pass(KillPoint.JobClosed);
        _attempt = null;
        _impatient.Clear();
        environment.Announce($"The job is {_state}.");
        TakeEndAnswers()();
    }
}
