using Akka.Actor;
using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators;
using AkkaStreamProc.Operators.KillPoints;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>The checkpoints of the running attempt, the last one before an end included.</summary>
internal sealed partial class JobSupervisor
{
    private void OnCheckpointMessage(object message)
    {
        var checkpoints = _attempt?.Checkpoints;
        switch (message)
        {
            case CheckpointDue m when IsCurrent(m.Attempt):
                TriggerWhenPossible();
                break;
            case SubtaskProtocol.CheckpointRequested m when IsCurrent(m.Attempt):
                _attempt!.WantsCheckpoint = true;
                TriggerWhenPossible();
                break;
            case SubtaskProtocol.Acknowledged m when IsCurrent(m.Attempt):
                Carry(checkpoints!.Pending, checkpoints.Acknowledge(m.Id, m.CheckpointId, m.Bytes, m.Report), null);
                break;
            case SubtaskProtocol.Declined m when IsCurrent(m.Attempt):
                Carry(checkpoints!.Pending, checkpoints.Abort(m.CheckpointId), $"{Describe(m.Id)} could not save its snapshot: {m.Cause.Message}");
                break;
            case SubtaskProtocol.Committed m when IsCurrent(m.Attempt):
                Carry(checkpoints!.Pending, checkpoints.Confirm(m.Id, m.CheckpointId), null);
                break;
            case CheckpointTimedOut m when IsCurrent(m.Attempt):
                var pending = checkpoints!.Pending;
                Carry(
                    pending,
                    checkpoints.Abort(m.CheckpointId),
                    $"it was not complete after {_settings.CheckpointTimeout}; missing: {string.Join(", ", pending?.Unacknowledged.Select(Describe) ?? [])}");
                break;
        }
    }

    private void Carry(PendingCheckpoint? pending, CheckpointStep step, string? reason)
    {
        switch (step)
        {
            case CheckpointStep.None when pending is { IsAcknowledged: false, Reports.Count: > 0 }:
                KillSwitch.Pass(KillPoint.SnapshotAcknowledged);
                break;
            case CheckpointStep.Complete:
                OnAcknowledged(pending!);
                break;
            case CheckpointStep.Confirmed:
                OnConfirmed(pending!);
                break;
            case CheckpointStep.Aborted:
                Announce($"Checkpoint {pending!.Id} was given up: {reason}.");
                OnAborted(pending);
                break;
            case CheckpointStep.FailAttempt:
                FailAttempt(new StreamProcessingException($"Checkpoint {pending!.Id} was given up, which is one more than tolerated ({_settings.TolerableCheckpointFailures} in a row): {reason}."));
                break;
        }
    }

    /// <summary>What the next checkpoint is for, as things stand.</summary>
    private CheckpointPurpose NextPurpose() => this switch
    {
        { _attempt.HasEnded: true } => CheckpointPurpose.Final,
        { _stopRequested: true } => CheckpointPurpose.Stop,
        { _awaitingSavepoint.Count: > 0 } => CheckpointPurpose.Savepoint,
        _ => CheckpointPurpose.Periodic,
    };

    /// <summary>Begins a checkpoint; where one is on its way, or no more id is reserved, it follows by itself.</summary>
    private void TriggerWhenPossible()
    {
        var attempt = _attempt!;
        if (!attempt.Checkpoints.CanBegin || _state is not (JobState.Running or JobState.Finishing))
        {
            return;
        }

        Timers.Cancel(nameof(CheckpointDue));
        if (_nextCheckpointId > _history.ReservedUpTo)
        {
            Write(new CheckpointIdsReserved(_history.ReservedUpTo + ReservedIds), () =>
            {
                KillSwitch.Pass(KillPoint.CheckpointIdsReserved);
                if (_attempt == attempt)
                {
                    TriggerWhenPossible();
                }
            });
            return;
        }

        attempt.WantsCheckpoint = false;
        var checkpoint = attempt.Checkpoints.Begin(_nextCheckpointId++, NextPurpose(), _time.GetUtcNow());
        foreach (var source in attempt.Sources)
        {
            attempt.Deployed[source].Tell(new SubtaskProtocol.Trigger(attempt.Number, checkpoint.Id, checkpoint.Purpose == CheckpointPurpose.Stop));
        }

        KillSwitch.Pass(KillPoint.CheckpointTriggered);
        Timers.StartSingleTimer(nameof(CheckpointTimedOut), new CheckpointTimedOut(attempt.Number, checkpoint.Id), _settings.CheckpointTimeout);
    }

    private void OnAcknowledged(PendingCheckpoint pending)
    {
        KillSwitch.Pass(KillPoint.AllAcknowledged);
        var attempt = _attempt!;
        Timers.Cancel(nameof(CheckpointTimedOut));
        foreach (var (subtask, report) in pending.Reports)
        {
            attempt.Reports[subtask] = report;
        }

        var now = _time.GetUtcNow();
        var completed = new CompletedCheckpoint(
            new CheckpointStatus(pending.Id, pending.IsSavepoint, now, now - pending.TriggeredAt, pending.Bytes),
            _graph!.Vertices.ToDictionary(v => v.Name, v => v.Parallelism),
            JobReport.Watermark(attempt.Subtasks, pending.Reports),
            JobReport.Sum(_graph, pending.Reports.Values));
        Write(new CheckpointCompleted(completed), () => OnJournalled(attempt));
    }

    private void OnJournalled(JobAttempt attempt)
    {
        KillSwitch.Pass(KillPoint.CompletionJournalled);
        var before = _history with { Checkpoints = [.. _history.Checkpoints.SkipLast(1)] };
        _history = _history.Retain(_settings.RetainedCheckpoints);
        DeleteOfVanished(before.Checkpoints);
        if (_attempt != attempt || !IsActive || attempt.Checkpoints.Pending is not { } pending)
        {
            // The attempt was given up while the event was written; the next one continues from this checkpoint.
            return;
        }

        attempt.Checkpoints.Journalled();
        var message = new SubtaskProtocol.CompleteCheckpoint(
            attempt.Number, pending.Id, CheckpointRetention.Obsolete(before.Checkpoints, _history.Checkpoints));
        foreach (var subtask in attempt.Deployed.Values)
        {
            subtask.Tell(message);
        }

        KillSwitch.Pass(KillPoint.CommitTold);
    }

    private void OnConfirmed(PendingCheckpoint confirmed)
    {
        KillSwitch.Pass(KillPoint.CheckpointConfirmed);
        if (confirmed.IsSavepoint)
        {
            foreach (var waiting in _awaitingSavepoint)
            {
                waiting.Tell(_history.Last!.Status);
            }

            _awaitingSavepoint.Clear();
        }

        switch (confirmed.Purpose)
        {
            case CheckpointPurpose.Stop:
                KillSwitch.Pass(KillPoint.StopConfirmed);
                End(JobState.Stopped);
                break;
            case CheckpointPurpose.Final:
                End(JobState.Finished);
                break;
            default:
                TriggerNext(confirmed);
                break;
        }
    }

    private void OnAborted(PendingCheckpoint aborted)
    {
        if (aborted.Purpose == CheckpointPurpose.Stop)
        {
            // The sources read nothing any more; only a new attempt can make another savepoint to stop with.
            FailAttempt(new StreamProcessingException("The savepoint to stop with was given up."));
        }
        else
        {
            TriggerNext(aborted);
        }
    }

    private void TriggerNext(PendingCheckpoint last)
    {
        if (_attempt!.WantsCheckpoint || NextPurpose() != CheckpointPurpose.Periodic)
        {
            TriggerWhenPossible();
            return;
        }

        var delay = last.TriggeredAt + _settings.CheckpointInterval - _time.GetUtcNow();
        Timers.StartSingleTimer(
            nameof(CheckpointDue), new CheckpointDue(_attempt!.Number), delay > TimeSpan.Zero ? delay : TimeSpan.FromMilliseconds(1));
    }

    /// <summary>All input has ended: one more checkpoint, and when its sinks have confirmed the job is finished.</summary>
    private void FinishWhenEnded()
    {
        _state = JobState.Finishing;
        TriggerWhenPossible();
    }

    private void End(JobState end) => Write(new JobEnded(end, null, _time.GetUtcNow()), () =>
    {
        KillSwitch.Pass(KillPoint.EndJournalled);
        ReachEnd(end);
    });

    private sealed record CheckpointDue(int Attempt);

    private sealed record CheckpointTimedOut(int Attempt, long CheckpointId);
}
