using Akka.Actor;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Operators.Graph;
using AkkaStreamProc.Operators.KillPoints;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>What people ask of a job.</summary>
internal sealed partial class JobSupervisor
{
    private readonly List<IActorRef> _awaitingSavepoint = [];
    private bool _stopRequested;

    private void OnSubmit(JobProtocol.Submit submit)
    {
        if (IsActive)
        {
            Sender.Tell(new JobProtocol.Rejected($"The job '{_job}' is already running ({_state}). Cancel or stop it first."));
            return;
        }

        if (_graphOf(_job) is not { } graph || graph.Fingerprint != submit.Fingerprint)
        {
            Sender.Tell(new JobProtocol.Rejected($"The job '{_job}' with the fingerprint {submit.Fingerprint} is not known to the process of its supervisor. Submit the same version everywhere."));
            return;
        }

        var discarded = submit.Settings.StartFresh ? Discardable() : null;
        if (discarded is null && Mismatch(graph) is { } mismatch)
        {
            Sender.Tell(new JobProtocol.Rejected(mismatch));
            return;
        }

        if (discarded is null && _history.End == JobState.Finished)
        {
            _state = JobState.Finished;
            Sender.Tell(new JobProtocol.Accepted(Self, _history.Last?.Id, true, null));
            return;
        }

        _graph = graph;
        _settings = submit.Settings;
        _state = JobState.Starting;
        _stopRequested = false;
        _lastStatus = null;
        _lastFailure = null;
        _failuresInRow = 0;
        var sender = Sender;
        if (discarded is not null)
        {
            var before = _history;
            Write(new JobDiscarded(_time.GetUtcNow()), () =>
            {
                DeleteAll(before);
                Accept(graph, sender, discarded);
            });
        }
        else
        {
            Accept(graph, sender, null);
        }
    }

    private void Accept(JobGraph graph, IActorRef sender, string? discarded)
    {
        if (_history.Fingerprint is null)
        {
            Write(new JobSubmitted(graph.Fingerprint, graph.Shape, graph.MaxParallelism), () =>
            {
                KillSwitch.Pass(KillPoint.JobSubmitted);
                BeginAccepted(sender, discarded);
            });
        }
        else
        {
            BeginAccepted(sender, discarded);
        }
    }

    private void BeginAccepted(IActorRef sender, string? discarded)
    {
        sender.Tell(new JobProtocol.Accepted(Self, _history.Last?.Id, false, discarded));
        BeginAttempt();
    }

    private string? Discardable()
    {
        if (_history.Fingerprint is null)
        {
            return null;
        }

        var read = _history.Last?.Operators.Where(o => o.IsSource).Sum(o => o.In) ?? 0;
        var checkpoint = _history.Last is { } last ? $"checkpoint {last.Id} of {last.Status.CompletedAt:u} ({read} records read)" : "no checkpoint";
        return $"{_history.Attempt} attempt(s), {checkpoint}{(_history.End is { } end ? $", the end as {end}" : "")}";
    }

    private string? Mismatch(JobGraph graph)
    {
        if (_history.Fingerprint is null || _history.Fingerprint == graph.Fingerprint)
        {
            return null;
        }

        return $"The job '{_job}' is not the one the store has checkpoints of: the fingerprint is {graph.Fingerprint}, there {_history.Fingerprint}. "
            + $"What differs (- stored, + submitted):{Environment.NewLine}{JobShape.Difference(_history.Shape, graph.Shape)}{Environment.NewLine}"
            + "Submit the job as it was, give it another name or data directory, or start fresh (which discards the checkpoints).";
    }

    private void AwaitEnd(IActorRef who)
    {
        if (IsActive)
        {
            _awaitingEnd.Add(who);
        }
        else
        {
            who.Tell(Status());
        }
    }

    private void OnStopWithSavepoint()
    {
        AwaitEnd(Sender);
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
            Write(new JobEnded(JobState.Stopped, null, _time.GetUtcNow()), () => ReachEnd(JobState.Stopped));
        }
    }

    private void OnTriggerSavepoint()
    {
        if (_state != JobState.Running)
        {
            Sender.Tell(new Status.Failure(new JobFailedException($"The job '{_job}' is {_state}; a savepoint can be taken while it is running.")));
            return;
        }

        _awaitingSavepoint.Add(Sender);
        TriggerWhenPossible();
    }

    private void OnCancel()
    {
        AwaitEnd(Sender);
        if (IsActive)
        {
            StopSubtasks();
            Write(new JobEnded(JobState.Cancelled, null, _time.GetUtcNow()), () => ReachEnd(JobState.Cancelled));
        }
    }

    /// <summary>The job has come to its end; whoever waits learns it when the last subtask has closed its connectors.</summary>
    private void ReachEnd(JobState end)
    {
        _lastStatus = Status() with { State = end, LastFailure = _lastFailure };
        _state = end;
        Timers.CancelAll();
        StopSubtasks();
        foreach (var waiting in _awaitingSavepoint)
        {
            waiting.Tell(new Status.Failure(new JobFailedException($"The job '{_job}' ended as {end} before the savepoint was complete.")));
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
        Announce($"The job is {_state}.");
        foreach (var waiting in _awaitingEnd)
        {
            waiting.Tell(_lastStatus!);
        }

        _awaitingEnd.Clear();
    }
}
