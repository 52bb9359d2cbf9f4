using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Checkpoints.Manifests;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Jobs.Phases;
using AkkaStreamProc.Operators.KillPoints;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>Takes the checkpoints of one attempt: carries out what the <see cref="CheckpointCoordinator"/> decides. When one is taken, and what follows it, is up to the phase.</summary>
/// <param name="context">What the job has besides.</param>
/// <param name="graph">The job.</param>
/// <param name="settings">How the job runs.</param>
/// <param name="attempt">The attempt.</param>
/// <param name="firstId">The first checkpoint id that it may use.</param>
internal sealed class AttemptCheckpoints(JobContext context, JobGraph graph, JobSettings settings, JobAttempt attempt, long firstId)
{
    /// <summary>How many ids are reserved at a time.</summary>
    public const int ReservedIds = 100;

    private readonly IJobEnvironment _environment = context.Environment;
    private long _nextId = firstId;

    public CheckpointCoordinator Coordinator { get; } = new(attempt.Subtasks, settings.TolerableCheckpointFailures);

    /// <summary>The checkpoint on its way, or <see langword="null"/>.</summary>
    public PendingCheckpoint? Pending => Coordinator.Pending;

    /// <summary>Whether a checkpoint was asked for before its time and none has begun since.</summary>
    public bool IsWanted { get; set; }

    /// <summary>Begins a checkpoint if none is on its way; where no more id is reserved, behind the reservation.</summary>
    /// <param name="nextPurpose">What it is for, as things stand when it begins.</param>
    public Transition Trigger(Func<CheckpointPurpose> nextPurpose)
    {
        if (!Coordinator.CanBegin)
        {
            return Transition.Stay;
        }

        _environment.Cancel(JobTimerKind.Checkpoint);
        if (_nextId > context.History.ReservedUpTo)
        {
            return new Transition.Write(new CheckpointIdsReserved(context.History.ReservedUpTo + ReservedIds), () =>
            {
                KillSwitch.Pass(KillPoint.CheckpointIdsReserved);
                return Trigger(nextPurpose);
            });
        }

        // At the very moment of the triggers: what is assigned before them is in the snapshots of the sources.
        if (attempt.SourceCoordinators.Freeze() is { } enumerators)
        {
            Begin(nextPurpose(), enumerators);
        }

        return Transition.Stay;
    }

    /// <summary>Sets the timer of the next checkpoint.</summary>
    /// <param name="last">The one that is over.</param>
    public void ScheduleAfter(PendingCheckpoint last)
    {
        var delay = settings.CheckpointInterval - _environment.Time.GetElapsedTime(last.TriggeredAt);
        _environment.Schedule(
            new JobTimer(JobTimerKind.Checkpoint, attempt.Number), delay > TimeSpan.Zero ? delay : TimeSpan.FromMilliseconds(1));
    }

    /// <summary>Every snapshot is saved: a savepoint has a manifest in its directory before the journal says that it is complete.</summary>
    public Transition Complete(PendingCheckpoint pending)
    {
        KillSwitch.Pass(KillPoint.AllAcknowledged);
        _environment.Telemetry?.CheckpointSaved();
        foreach (var (subtask, report) in pending.Reports)
        {
            attempt.Reports[subtask] = report;
        }

        var completed = new CompletedCheckpoint(
            new CheckpointStatus(pending.Id, pending.IsSavepoint, _environment.Time.GetUtcNow(), _environment.Time.GetElapsedTime(pending.TriggeredAt), pending.Bytes),
            attempt.Plan.Vertices.ToDictionary(v => v.Name, v => v.Parallelism),
            JobReport.Watermark(attempt.Subtasks, pending.Reports),
            JobReport.Sum(attempt.Plan, pending.Reports.Values),
            CheckpointPlaces.Of(attempt.Plan, graph));
        if (!pending.IsSavepoint)
        {
            return Journal(completed);
        }

        var (history, number) = (context.History, attempt.Number);
        var manifest = CheckpointManifest.Of(
            attempt.Plan,
            history.Shape,
            history.Life!.Value,
            completed,
            pending.Snapshots.Select(s => (attempt.Plan.Vertices[s.Key.Vertex], s.Key.Index, s.Value)),
            history.HighestParallelism);
        _environment.StoreManifest(
            manifest,
            history.Branch!.Value,
            address => context.Tell(new JobSignal.ManifestStored(number, completed with { Address = address })),
            cause => context.Tell(new JobSignal.ManifestNotStored(number, completed.Id, cause)));
        return Transition.Stay;
    }

    /// <summary>The manifest of a savepoint is stored; the savepoint may have been aborted meanwhile.</summary>
    public Transition OnManifestStored(CompletedCheckpoint savepoint)
    {
        if (Pending?.Id != savepoint.Id)
        {
            return Transition.Stay;
        }

        KillSwitch.Pass(KillPoint.ManifestStored);
        return Journal(savepoint);
    }

    private void Begin(CheckpointPurpose purpose, IReadOnlyDictionary<int, ReadOnlyMemory<byte>> enumerators)
    {
        IsWanted = false;
        var checkpoint = Coordinator.Begin(_nextId++, purpose, _environment.Time.GetTimestamp());
        if (checkpoint.IsSavepoint)
        {
            context.Savepoints.Begin();
        }

        attempt.SourceCoordinators.Tables.Trigger(checkpoint.Id);
        _environment.Telemetry?.CheckpointBegan(attempt.Number, checkpoint.Id, purpose);
        foreach (var source in attempt.Sources)
        {
            _environment.Trigger(
                source,
                attempt.Number,
                new ChannelBarrier(checkpoint.Id, checkpoint.IsSavepoint),
                purpose == CheckpointPurpose.Stop,
                source.Index == 0 ? enumerators[source.Vertex] : default);
        }

        KillSwitch.Pass(KillPoint.CheckpointTriggered);
        _environment.Schedule(new JobTimer(JobTimerKind.CheckpointTimeout, attempt.Number, checkpoint.Id), settings.CheckpointTimeout);
    }

    private Transition Journal(CompletedCheckpoint completed)
    {
        _environment.Cancel(JobTimerKind.CheckpointTimeout);
        Coordinator.Seal();
        return new Transition.Write(new CheckpointCompleted(completed), () => OnJournalled(completed));
    }

    private Transition OnJournalled(CompletedCheckpoint completed)
    {
        KillSwitch.Pass(KillPoint.CompletionJournalled);
        _environment.Telemetry?.CheckpointCompleted(completed.Status);
        var obsolete = context.Retention.Retain(settings.RetainedCheckpoints);
        Coordinator.Journalled();
        foreach (var subtask in attempt.Subtasks)
        {
            _environment.CompleteCheckpoint(subtask, attempt.Number, completed.Id, obsolete);
        }

        attempt.SourceCoordinators.Tables.Complete(completed.Id);
        KillSwitch.Pass(KillPoint.CommitTold);
        return Transition.Stay;
    }
}
