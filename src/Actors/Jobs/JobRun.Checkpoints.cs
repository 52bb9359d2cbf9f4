using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Checkpoints.Manifests;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.KillPoints;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>The checkpoints of the running attempt, the last one before an end included.</summary>
internal sealed partial class JobRun
{
    private bool ReceiveOfCheckpoint(object message)
    {
        var checkpoints = _attempt?.Checkpoints;
        switch (message)
        {
            case SubtaskProtocol.CheckpointRequested m when IsCurrent(m.Attempt):
                RequestCheckpoint();
                return true;
            case SubtaskProtocol.Acknowledged m when IsCurrent(m.Attempt):
                Carry(checkpoints!.Pending, checkpoints.Acknowledge(m.Id, m.CheckpointId, m.Snapshot, m.Report), null);
                return true;
            case SubtaskProtocol.Declined m when IsCurrent(m.Attempt):
                Carry(checkpoints!.Pending, checkpoints.Abort(m.CheckpointId), $"{Describe(m.Id)} could not save its snapshot: {m.Cause.Message}");
                return true;
            case SubtaskProtocol.Committed m when IsCurrent(m.Attempt):
                Carry(checkpoints!.Pending, checkpoints.Confirm(m.Id, m.CheckpointId), null);
                return true;
            default:
                return message is SubtaskProtocol.CheckpointRequested or SubtaskProtocol.Acknowledged or SubtaskProtocol.Declined or SubtaskProtocol.Committed;
        }
    }

    private void RequestCheckpoint()
    {
        _attempt!.WantsCheckpoint = true;
        TriggerWhenPossible();
    }

    private void OnCheckpointTimedOut(long checkpointId)
    {
        var checkpoints = _attempt!.Checkpoints;
        var pending = checkpoints.Pending;
        Carry(
            pending,
            checkpoints.Abort(checkpointId),
            $"it was not complete after {_settings.CheckpointTimeout}; missing: {(pending is { IsAcknowledged: false } ? string.Join(", ", pending.Unacknowledged.Select(Describe)) : "the manifest of the savepoint")}");
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
                environment.Warn($"Checkpoint {pending!.Id} was aborted: {reason}.");
                OnAborted(pending);
                break;
            case CheckpointStep.FailAttempt:
                FailAttempt(new StreamProcessingException($"Checkpoint {pending!.Id} was aborted, which is one more than tolerated ({_settings.TolerableCheckpointFailures} in a row): {reason}.") { IsTransient = true });
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

        environment.Cancel(JobTimerKind.Checkpoint);
        if (_nextCheckpointId > History.ReservedUpTo)
        {
            Write(new CheckpointIdsReserved(History.ReservedUpTo + ReservedIds), () =>
            {
                KillSwitch.Pass(KillPoint.CheckpointIdsReserved);
                if (_attempt == attempt)
                {
                    TriggerWhenPossible();
                }
            });
            return;
        }

        // At the very moment of the triggers: what is assigned before them is in the snapshots of the sources.
        if (attempt.SourceCoordinators.Freeze() is not { } enumerators)
        {
            return;
        }

        attempt.WantsCheckpoint = false;
        var checkpoint = attempt.Checkpoints.Begin(_nextCheckpointId++, NextPurpose(), environment.Time.GetTimestamp());
        if (checkpoint.IsSavepoint)
        {
            (_inSavepoint, _awaitingSavepoint) = (_awaitingSavepoint, []);
        }

        foreach (var source in attempt.Sources)
        {
            environment.Trigger(
                source,
                attempt.Number,
                new ChannelBarrier(checkpoint.Id, checkpoint.IsSavepoint),
                checkpoint.Purpose == CheckpointPurpose.Stop,
                source.Index == 0 ? enumerators[source.Vertex] : default);
        }

        KillSwitch.Pass(KillPoint.CheckpointTriggered);
        environment.Schedule(new JobTimer(JobTimerKind.CheckpointTimeout, attempt.Number, checkpoint.Id), _settings.CheckpointTimeout);
    }

    private void OnAcknowledged(PendingCheckpoint pending)
    {
        KillSwitch.Pass(KillPoint.AllAcknowledged);
        var attempt = _attempt!;
        foreach (var (subtask, report) in pending.Reports)
        {
            attempt.Reports[subtask] = report;
        }

        var completed = new CompletedCheckpoint(
            new CheckpointStatus(pending.Id, pending.IsSavepoint, environment.Time.GetUtcNow(), environment.Time.GetElapsedTime(pending.TriggeredAt), pending.Bytes),
            _attempt!.Plan.Vertices.ToDictionary(v => v.Name, v => v.Parallelism),
            JobReport.Watermark(attempt.Subtasks, pending.Reports),
            JobReport.Sum(_attempt.Plan, pending.Reports.Values),
            CheckpointPlaces.Of(_attempt.Plan));
        if (pending.IsSavepoint)
        {
            Complete(attempt, pending, completed);
        }
        else
        {
            Journal(attempt, completed);
        }
    }

    /// <summary>A savepoint has a manifest in its directory before the journal says that it is complete.</summary>
    private void Complete(JobAttempt attempt, PendingCheckpoint pending, CompletedCheckpoint completed)
    {
        var manifest = CheckpointManifest.Of(
            attempt.Plan,
            History.Shape,
            History.Life!.Value,
            completed,
            pending.Snapshots.Select(s => (attempt.Plan.Vertices[s.Key.Vertex], s.Key.Index, s.Value)),
            History.HighestParallelism);
        environment.StoreManifest(
            manifest,
            History.Branch!.Value,
            address =>
            {
                if (IsCurrent(attempt.Number) && attempt.Checkpoints.Pending == pending)
                {
                    KillSwitch.Pass(KillPoint.ManifestStored);
                    Journal(attempt, completed with { Address = address });
                }
            },
            cause =>
            {
                if (IsCurrent(attempt.Number))
                {
                    Carry(attempt.Checkpoints.Pending, attempt.Checkpoints.Abort(pending.Id), $"its manifest could not be stored: {cause.Message}");
                }
            });
    }

    private void Journal(JobAttempt attempt, CompletedCheckpoint completed)
    {
        environment.Cancel(JobTimerKind.CheckpointTimeout);
        attempt.Checkpoints.Seal();
        Write(new CheckpointCompleted(completed), () => OnJournalled(attempt));
    }

    private void OnJournalled(JobAttempt attempt)
    {
        KillSwitch.Pass(KillPoint.CompletionJournalled);
        var before = History with { Checkpoints = [.. History.Checkpoints.SkipLast(1)] };
        History = History.Retain(_settings.RetainedCheckpoints);
        DeleteOfVanished(before.Checkpoints);
        CollectObjects();
        if (_attempt != attempt || !IsActive || attempt.Checkpoints.Pending is not { } pending)
        {
            // The attempt was aborted while the event was written; the next one continues from this checkpoint.
            return;
        }

        attempt.Checkpoints.Journalled();
        var obsolete = CheckpointRetention.Obsolete(before.Checkpoints, History.Checkpoints);
        foreach (var subtask in attempt.Subtasks)
        {
            environment.CompleteCheckpoint(subtask, attempt.Number, pending.Id, obsolete);
        }

        KillSwitch.Pass(KillPoint.CommitTold);
    }

    private void OnConfirmed(PendingCheckpoint confirmed)
    {
        KillSwitch.Pass(KillPoint.CheckpointConfirmed);
        if (confirmed.IsSavepoint)
        {
            AnswerSavepointRequests(StatusOf(History.Last)!);
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
        PutBackSavepointRequests();
        _mayHaveLeftovers |= aborted.IsSavepoint;
        if (aborted.Purpose == CheckpointPurpose.Stop)
        {
            // The sources read nothing any more; only a new attempt can make another savepoint to stop with.
            FailAttempt(new StreamProcessingException("The savepoint to stop with was aborted.") { IsTransient = true });
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

        var delay = _settings.CheckpointInterval - environment.Time.GetElapsedTime(last.TriggeredAt);
        environment.Schedule(
            new JobTimer(JobTimerKind.Checkpoint, _attempt!.Number), delay > TimeSpan.Zero ? delay : TimeSpan.FromMilliseconds(1));
    }

    /// <summary>All input has ended: one more checkpoint, and when its sinks have confirmed the job is finished.</summary>
    private void FinishWhenEnded()
    {
        _state = JobState.Finishing;
        TriggerWhenPossible();
    }

    private void End(JobState end) => Write(new JobEnded(end, null, environment.Time.GetUtcNow()), () =>
    {
        KillSwitch.Pass(KillPoint.EndJournalled);
        ReachEnd(end);
    });
}
