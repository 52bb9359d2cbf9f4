using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Sources;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.KillPoints;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>The life of attempts: deployment, failure, restart.</summary>
internal sealed partial class JobRun
{
    private TimeSpan _restartDelay;

    private void BeginAttempt()
    {
        _state = JobState.Starting;
        var number = History.Attempt + 1;
        var restoredFrom = History.Last;
        _nextCheckpointId = History.ReservedUpTo + 1;
        _mayHaveLeftovers = true;
        Write(
            new AttemptStarted(number, restoredFrom?.Id ?? 0, History.ReservedUpTo + ReservedIds, Plan: _graph!.Plan),
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
        var plan = History.Plan!;
        var restoredFrom = History.Last;
        var life = new JobLife(History.Life!.Value, environment.NewIdentity(), History.DiscardedLives, History.ForgottenUpTo);
        var attempt = _attempt = new JobAttempt(plan, number, restoredFrom, environment.Time.GetTimestamp(), _settings.TolerableCheckpointFailures)
        {
            SourceCoordinators = new AttemptSources(_graph!, plan, number, life, environment, RequestCheckpoint, FailAttempt),
        };
        var options = new SubtaskOptions(_settings.ChannelCredit, _settings.FlushInterval, _settings.WatermarkInterval, _settings.BlockedAfter, _settings.VerifiesRecords);
        environment.Announce(restoredFrom is null ? $"Attempt {number} starts from nothing." : $"Attempt {number} continues from checkpoint {restoredFrom.Id}.");
        foreach (var id in attempt.Subtasks)
        {
            var vertex = plan.Vertices[id.Vertex];
            var address = new SubtaskAddress(job, vertex.Name, id.Index, number, restoredFrom?.Id ?? 0);
            var heritage = new SubtaskHeritage(life, CheckpointPlaces.For(vertex, restoredFrom), History.Branch!.Value, restoredFrom?.Address, History.HighestParallelism);
            environment.Deploy(address, id, _planId, plan, heritage, options);
        }

        environment.Schedule(new JobTimer(JobTimerKind.Deployment, number), _settings.DeployTimeout);
    }

    /// <summary>A subtask is there and has touched nothing yet.</summary>
    /// <returns>
    /// Whether it is to restore and settle, and its termination to be told (<see cref="Terminated"/>). Otherwise it is a
    /// zombie that came up after its attempt was aborted, and to be stopped.
    /// </returns>
    public bool Arrive(SubtaskId subtask, int attempt)
    {
        if (!IsCurrent(attempt) || _state != JobState.Starting)
        {
            return false;
        }

        _attempt!.Alive.Add(subtask);
        return true;
    }

    /// <summary>A subtask that had arrived has terminated, with its connectors closed, or is lost.</summary>
    public void Terminated(SubtaskId subtask, int attempt)
    {
        if (_attempt?.Number != attempt || !_attempt.Alive.Remove(subtask))
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
            FailAttempt(new StreamProcessingException($"The subtask {Describe(subtask)} was lost.") { IsTransient = true });
        }
    }

    private bool ReceiveOfAttempt(object message)
    {
        switch (message)
        {
            case SubtaskProtocol.Deployed m when IsCurrent(m.Attempt):
                if (m.Source is { } stored)
                {
                    _attempt!.SourceCoordinators.Restore(m.Id, stored);
                }

                if (_attempt!.Deploy(m.Id))
                {
                    KillSwitch.Pass(KillPoint.AttemptRestored);
                    environment.Cancel(JobTimerKind.Deployment);
                    environment.Start(m.Attempt);
                    _attempt.SourceCoordinators.Start();
                }

                return true;
            case SubtaskProtocol.SplitFinished m when IsCurrent(m.Attempt):
                _attempt!.SourceCoordinators.OnFinished(m.Id, m.Split);
                return true;
            case SubtaskProtocol.Reported m when IsCurrent(m.Attempt):
                _attempt!.Reports[m.Id] = m.Report;
                return true;
            case SubtaskProtocol.Opened m when IsCurrent(m.Attempt):
                if (_attempt!.Open(m.Id))
                {
                    OnOpen();
                }
                else if (_attempt.AreSourcesOpen)
                {
                    // Sources may wait for their systems; the others for nothing but each other.
                    environment.Schedule(new JobTimer(JobTimerKind.Deployment, m.Attempt), _settings.DeployTimeout);
                }

                return true;
            case SubtaskProtocol.Ended m when IsCurrent(m.Attempt):
                if (_attempt!.End(m.Id))
                {
                    FinishWhenEnded();
                }

                return true;
            case SubtaskProtocol.Blocked m when _attempt?.Number == m.Attempt:
                _attempt.Blocked[m.Id] = m;
                ScheduleAnswer();
                return true;
            case SubtaskProtocol.Resumed m when _attempt?.Number == m.Attempt:
                _attempt.Blocked.Remove(m.Id);
                return true;
            case SubtaskProtocol.Failed m when IsCurrent(m.Attempt):
                FailAttempt(m.Cause);
                return true;
            default:
                return message is SubtaskProtocol.Deployed or SubtaskProtocol.SplitFinished or SubtaskProtocol.Reported or SubtaskProtocol.Opened
                    or SubtaskProtocol.Ended or SubtaskProtocol.Failed or SubtaskProtocol.Blocked or SubtaskProtocol.Resumed;
        }
    }

    private void OnOpen()
    {
        _state = JobState.Running;
        environment.Cancel(JobTimerKind.Deployment);
        environment.Announce("The job is running.");
        KillSwitch.Pass(KillPoint.JobRunning);
        environment.Schedule(new JobTimer(JobTimerKind.Checkpoint, _attempt!.Number), _settings.CheckpointInterval);
        if (_attempt.WantsCheckpoint || NextPurpose() != CheckpointPurpose.Periodic)
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
        _failuresInRow = IsStable(attempt) ? 1 : _failuresInRow + 1;
        _lastFailure = Innermost(cause);
        InspectWhereDamaged(cause);
        environment.LogFailure(attempt.Number, cause);
        StopSubtasks();
        PutBackSavepointRequests();
        if (!Transience.MayPass(cause))
        {
            environment.Warn($"Attempt {attempt.Number} failed: {_lastFailure} This error does not pass by itself, so no further attempt is made.");
            Write(new JobEnded(JobState.Failed, _lastFailure, environment.Time.GetUtcNow()), () => ReachEnd(JobState.Failed));
        }
        else if (_settings.Restart.DelayAfter(_failuresInRow, environment.NextJitter()) is { } delay)
        {
            _state = JobState.Restarting;
            environment.Warn($"Attempt {attempt.Number} failed: {_lastFailure} The next begins in {delay.TotalSeconds:0.0} s.");
            _restartDelay = delay;
            RestartWhenClosed();
        }
        else
        {
            Write(new JobEnded(JobState.Failed, _lastFailure, environment.Time.GetUtcNow()), () => ReachEnd(JobState.Failed));
        }
    }

    /// <summary>Whether an attempt has lasted, and has come further: its failure is not one in a row.</summary>
    private bool IsStable(JobAttempt attempt) =>
        History.Last?.Id != attempt.RestoredFrom?.Id && environment.Time.GetElapsedTime(attempt.StartedAt) >= _settings.Restart.ResetAfter;

    private void OnDeploymentTimedOut()
    {
        if (_state == JobState.Starting && _attempt!.Awaited is { Count: > 0 } awaited)
        {
            FailAttempt(new StreamProcessingException(
                $"{awaited.Count} of {_attempt.Subtasks.Count} subtasks were not ready after {_settings.DeployTimeout}; the first is {Describe(_attempt.Subtasks.First(awaited.Contains))}.")
            {
                IsTransient = true,
            });
        }
    }

    private void RestartWhenClosed()
    {
        if (_attempt is { Alive.Count: 0 } attempt)
        {
            environment.Schedule(new JobTimer(JobTimerKind.Restart, attempt.Number), _restartDelay);
        }
    }

    private void StopSubtasks()
    {
        environment.CancelTimers();
        ScheduleAnswer();
        if (_attempt is not { } attempt)
        {
            return;
        }

        attempt.SourceCoordinators.Dispose();
        foreach (var subtask in attempt.Alive)
        {
            environment.Stop(subtask, attempt.Number);
        }
    }

    private string Describe(SubtaskId id) => $"{_attempt!.Plan.Vertices[id.Vertex].Name}[{id.Index}]";

    /// <summary>The errors we raise say it all; of others the kind is worth knowing.</summary>
    private static string Innermost(Exception cause)
    {
        var first = cause is AggregateException { InnerException: { } inner } ? inner : cause;
        return first is StreamProcessingException ? first.Message : $"{first.GetType().Name}: {first.Message}";
    }
}
