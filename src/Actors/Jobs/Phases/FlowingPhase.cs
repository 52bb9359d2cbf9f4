using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Actors.Telemetry;
using AkkaStreamProc.Operators.KillPoints;

namespace AkkaStreamProc.Actors.Jobs.Phases;

/// <summary>Records flow, or have flowed, and checkpoints are taken. What the next is for makes the difference.</summary>
internal abstract class FlowingPhase(
    JobContext context, JobState state, SubmittedJob job, JobAttempt attempt, AttemptCheckpoints checkpoints)
    : AttemptPhase(context, state, job, attempt, checkpoints)
{
    private CheckpointCoordinator Coordinator => Checkpoints.Coordinator;

    /// <summary>What the next checkpoint is for, as things stand.</summary>
    protected abstract CheckpointPurpose NextPurpose { get; }

    public override Transition Begin() => IsDue ? Trigger() : Transition.Stay;

    /// <summary>Whether a checkpoint is wanted that its timer does not bring.</summary>
    private bool IsDue => Checkpoints.IsWanted || NextPurpose != CheckpointPurpose.Periodic;

    public override Transition Receive(object message)
    {
        switch (message)
        {
            case SubtaskProtocol.CheckpointRequested or JobSignal.EnumeratorWantsCheckpoint:
                base.Receive(message);
                return Trigger();
            case SubtaskProtocol.Acknowledged m:
                return Carry(Checkpoints.Pending, Coordinator.Acknowledge(m.Id, m.CheckpointId, m.Snapshot, m.Report));
            case SubtaskProtocol.Declined m:
                return Abort(m.CheckpointId, $"{Attempt.Describe(m.Id)} could not save its snapshot: {m.Cause.Message}");
            case SubtaskProtocol.Committed m:
                return Carry(Checkpoints.Pending, Coordinator.Confirm(m.Id, m.CheckpointId));
            case JobSignal.ManifestStored m:
                return Checkpoints.OnManifestStored(m.Savepoint);
            case JobSignal.ManifestNotStored m:
                return Abort(m.CheckpointId, $"its manifest could not be stored: {m.Cause.Message}");
            default:
                return base.Receive(message);
        }
    }

    public override Transition Elapsed(JobTimer timer) => timer.Kind switch
    {
        JobTimerKind.Checkpoint => Trigger(),
        JobTimerKind.CheckpointTimeout => Abort(
            timer.CheckpointId,
            $"it was not complete after {Settings.CheckpointTimeout}; missing: {(Checkpoints.Pending is { IsAcknowledged: false } pending ? Attempt.Describe(pending.Unacknowledged) : "the manifest of the savepoint")}"),
        _ => Transition.Stay,
    };

    protected Transition Trigger() => Checkpoints.Trigger(() => NextPurpose);

    protected override string AwaitedOf(JobAttempt attempt) => Checkpoints.Pending is { } pending
        ? $"checkpoint {pending.Id}, to which {attempt.Describe(pending.Unacknowledged)} have not answered"
        : base.AwaitedOf(attempt);

    /// <summary>Begins a savepoint that answers a request, as soon as that is possible.</summary>
    protected Transition TriggerSavepoint(Action<CheckpointStatus> completed, Action<string> failed)
    {
        var (savepoints, job) = (Context.Savepoints, Context.Job);
        var request = savepoints.Add(completed, failed);
        Context.Overdue.Add(Settings.CheckpointTimeout + Settings.AnswerTimeout, phase =>
        {
            if (savepoints.Withdraw(request))
            {
                failed($"The savepoint of the job '{job}' is not complete yet: the job is {phase.State}, and waits for {phase.Awaited}. Ask again when that is over.");
            }
        });
        return Trigger();
    }

    private Transition Carry(PendingCheckpoint? pending, CheckpointStep step)
    {
        switch (step)
        {
            case CheckpointStep.Complete:
                return Checkpoints.Complete(pending!);
            case CheckpointStep.Confirmed:
                return OnConfirmed(pending!);
            default:
                if (pending is { IsAcknowledged: false, Reports.Count: > 0 })
                {
                    KillSwitch.Pass(KillPoint.SnapshotAcknowledged);
                }

                return Transition.Stay;
        }
    }

    private Transition OnConfirmed(PendingCheckpoint confirmed)
    {
        KillSwitch.Pass(KillPoint.CheckpointConfirmed);
        Environment.Telemetry?.CheckpointConfirmed();
        if (confirmed.IsSavepoint)
        {
            Context.Savepoints.Answer(Context.LastCheckpoint!);
        }

        switch (confirmed.Purpose)
        {
            case CheckpointPurpose.Stop:
                KillSwitch.Pass(KillPoint.StopConfirmed);
                return End(JobState.Stopped);
            case CheckpointPurpose.Final:
                return End(JobState.Finished);
            default:
                return TriggerNext(confirmed);
        }
    }

    private Transition Abort(long checkpointId, string reason)
    {
        var pending = Checkpoints.Pending;
        var step = Coordinator.Abort(checkpointId);
        if (step != CheckpointStep.None)
        {
            Environment.Telemetry?.CheckpointAborted(reason);
        }

        switch (step)
        {
            case CheckpointStep.FailAttempt:
                return Fail(new StreamProcessingException($"Checkpoint {pending!.Id} was aborted, which is one more than tolerated ({Settings.TolerableCheckpointFailures} in a row): {reason}.") { IsTransient = true });
            case CheckpointStep.Aborted:
                Environment.Announce(JobNotices.CheckpointAborted.With($"Checkpoint {pending!.Id} was aborted: {reason}."));
                return OnAborted(pending);
            default:
                return Transition.Stay;
        }
    }

    private Transition OnAborted(PendingCheckpoint aborted)
    {
        Context.Savepoints.PutBack();
        if (aborted.IsSavepoint)
        {
            Context.Retention.ExpectLeftovers();
        }

        // The sources read nothing any more; only a new attempt can make another savepoint to stop with.
        return aborted.Purpose == CheckpointPurpose.Stop
            ? Fail(new StreamProcessingException("The savepoint to stop with was aborted.") { IsTransient = true })
            : TriggerNext(aborted);
    }

    private Transition TriggerNext(PendingCheckpoint last)
    {
        if (IsDue)
        {
            return Trigger();
        }

        Checkpoints.ScheduleAfter(last);
        return Transition.Stay;
    }
}
