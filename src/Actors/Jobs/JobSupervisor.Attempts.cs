using Akka.Actor;
using Akka.Event;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators;
using AkkaStreamProc.Operators.KillPoints;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>The life of attempts: deployment, failure, restart.</summary>
internal sealed partial class JobSupervisor
{
    private void BeginAttempt()
    {
        _state = JobState.Starting;
        var number = _history.Attempt + 1;
        var restoredFrom = _history.Last;
        _nextCheckpointId = _history.ReservedUpTo + 1;
        Write(
            new AttemptStarted(
                number,
                restoredFrom?.Id ?? 0,
                _history.ReservedUpTo + ReservedIds,
                _graph!.Vertices.SelectMany(v => v.Operators.Select(o => (o.Name, v.Parallelism))).ToDictionary(o => o.Name, o => o.Parallelism)),
            () =>
            {
                KillSwitch.Pass(KillPoint.AttemptJournalled);
                if (_state == JobState.Starting)
                {
                    Deploy(number);
                }
            });
    }

    private void Deploy(int number)
    {
        var graph = _graph!;
        var restoredFrom = _history.Last;
        var attempt = _attempt = new JobAttempt(graph, number, restoredFrom, _time.GetUtcNow(), _settings.TolerableCheckpointFailures);
        var options = new SubtaskOptions(_settings.ChannelCredit, _settings.FlushInterval, _settings.WatermarkInterval);
        Announce(restoredFrom is null ? $"Attempt {number} starts from nothing." : $"Attempt {number} continues from checkpoint {restoredFrom.Id}.");
        foreach (var id in attempt.Subtasks)
        {
            var vertex = graph.Vertices[id.Vertex];
            var address = new SubtaskAddress(_job, vertex.Name, id.Index, number, restoredFrom?.Id ?? 0);
            var oldParallelism = restoredFrom?.Parallelism.GetValueOrDefault(vertex.Name) ?? 0;
            _region.Tell(new SubtaskProtocol.Deploy(
                address, id, graph.Fingerprint, oldParallelism, _history.HighestParallelism, options, Self));
        }

        Timers.StartSingleTimer(nameof(DeployTimedOut), new DeployTimedOut(number), _settings.DeployTimeout);
    }

    private void OnAttemptMessage(object message)
    {
        switch (message)
        {
            case SubtaskProtocol.Arrived m:
                OnArrived(m);
                break;
            case SubtaskProtocol.Deployed m when IsCurrent(m.Attempt):
                OnDeployed(m);
                break;
            case SubtaskProtocol.Reported m when IsCurrent(m.Attempt):
                _attempt!.Reports[m.Id] = m.Report;
                break;
            case SubtaskProtocol.Opened m when IsCurrent(m.Attempt):
                if (_attempt!.Open(m.Id))
                {
                    OnOpen();
                }

                break;
            case SubtaskProtocol.Ended m when IsCurrent(m.Attempt):
                if (_attempt!.End(m.Id))
                {
                    FinishWhenEnded();
                }

                break;
            case SubtaskProtocol.Failed m when IsCurrent(m.Attempt):
                FailAttempt(m.Cause);
                break;
            case Terminated t:
                OnTerminated(t.ActorRef);
                break;
            case DeployTimedOut m when IsCurrent(m.Attempt) && _state == JobState.Starting && _attempt!.Deployed.Count < _attempt.Subtasks.Count:
                FailAttempt(new StreamProcessingException(
                    $"{_attempt.Subtasks.Count - _attempt.Deployed.Count} of {_attempt.Subtasks.Count} subtasks were not ready after {_settings.DeployTimeout}; the first is {Describe(_attempt.Subtasks.First(s => !_attempt.Deployed.ContainsKey(s)))}."));
                break;
            case RestartDue m when _state == JobState.Restarting && _attempt?.Number == m.Attempt:
                BeginAttempt();
                break;
            default:
                OnCheckpointMessage(message);
                break;
        }
    }

    /// <summary>Whether a message is of the attempt that runs. One that has failed has nothing more to say, though it is not yet closed.</summary>
    private bool IsCurrent(int attempt) =>
        _state is JobState.Starting or JobState.Running or JobState.Finishing && _attempt?.Number == attempt;

    private void OnArrived(SubtaskProtocol.Arrived arrived)
    {
        if (!IsCurrent(arrived.Attempt) || _state != JobState.Starting)
        {
            // A zombie that came up after its attempt was given up.
            Sender.Tell(new SubtaskProtocol.Stop(arrived.Attempt));
            return;
        }

        Context.Watch(Sender);
        _attempt!.Arrive(arrived.Id, Sender);
        Sender.Tell(new SubtaskProtocol.Open(arrived.Attempt));
    }

    private void OnDeployed(SubtaskProtocol.Deployed deployed)
    {
        if (_attempt!.Deploy(deployed.Id, Sender))
        {
            KillSwitch.Pass(KillPoint.AttemptRestored);
            Timers.Cancel(nameof(DeployTimedOut));
            var start = new SubtaskProtocol.Start(deployed.Attempt, _attempt.Deployed);
            foreach (var subtask in _attempt.Deployed.Values)
            {
                subtask.Tell(start);
            }
        }
    }

    private void OnOpen()
    {
        _state = JobState.Running;
        Announce("The job is running.");
        KillSwitch.Pass(KillPoint.JobRunning);
        Timers.StartSingleTimer(nameof(CheckpointDue), new CheckpointDue(_attempt!.Number), _settings.CheckpointInterval);
        if (_stopRequested || _attempt.WantsCheckpoint)
        {
            TriggerWhenPossible();
        }
    }

    private void FailAttempt(Exception cause)
    {
        if (_state is not (JobState.Starting or JobState.Running or JobState.Finishing))
        {
            return;
        }

        var attempt = _attempt!;
        _failuresInRow = _time.GetUtcNow() - attempt.StartedAt >= _settings.Restart.ResetAfter ? 1 : _failuresInRow + 1;
        _lastFailure = Innermost(cause);
        _log.Error(cause, "Attempt {0} of the job {1} failed", attempt.Number, _job);
        StopSubtasks();
        if (_settings.Restart.DelayAfter(_failuresInRow, _jitter.NextDouble()) is { } delay)
        {
            _state = JobState.Restarting;
            Announce($"Attempt {attempt.Number} failed: {_lastFailure} The next begins in {delay.TotalSeconds:0.0} s.");
            _restartDelay = delay;
            RestartWhenClosed();
        }
        else
        {
            Write(new JobEnded(JobState.Failed, _lastFailure, _time.GetUtcNow()), () => ReachEnd(JobState.Failed));
        }
    }

    private TimeSpan _restartDelay;

    private void OnTerminated(IActorRef subtask)
    {
        if (_attempt is null || !_attempt.Alive.Remove(subtask))
        {
            return;
        }

        if (!IsActive)
        {
            TellEndWhenClosed();
        }
        else if (_state == JobState.Restarting)
        {
            RestartWhenClosed();
        }
        else
        {
            FailAttempt(new StreamProcessingException($"The subtask {Describe(_attempt.IdOf(subtask))} was lost."));
        }
    }

    private void RestartWhenClosed()
    {
        if (_attempt is { Alive.Count: 0 } attempt)
        {
            Timers.StartSingleTimer(nameof(RestartDue), new RestartDue(attempt.Number), _restartDelay);
        }
    }

    private void StopSubtasks()
    {
        Timers.CancelAll();
        if (_attempt is not { } attempt)
        {
            return;
        }

        foreach (var subtask in attempt.Alive)
        {
            subtask.Tell(new SubtaskProtocol.Stop(attempt.Number));
        }
    }

    private string Describe(SubtaskId id) => $"{_graph!.Vertices[id.Vertex].Name}[{id.Index}]";

    /// <summary>The errors we raise say it all; of others the kind is worth knowing.</summary>
    private static string Innermost(Exception cause)
    {
        var first = cause is AggregateException { InnerException: { } inner } ? inner : cause;
        return first is StreamProcessingException ? first.Message : $"{first.GetType().Name}: {first.Message}";
    }

    private sealed record DeployTimedOut(int Attempt);

    private sealed record RestartDue(int Attempt);
}
