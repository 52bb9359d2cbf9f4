using Akka.Actor;
using Akka.Persistence;
using AkkaStreamProc.Actors.Checkpoints.Stores;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Actors.Checkpoints;

/// <summary>Reads every snapshot of some checkpoints, one after the other, tells its parent which are whole, and stops.</summary>
internal sealed class CheckpointInspector : UntypedActor
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _job;
    private readonly IActorRef _snapshotStore;
    private readonly CheckpointStorage _storage;
    private readonly List<CheckpointCondition> _conditions = [];
    private readonly Queue<CompletedCheckpoint> _checkpoints;
    private readonly Queue<FormerSubtask> _subtasks = new();

    public CheckpointInspector(string job, IReadOnlyList<CompletedCheckpoint> checkpoints, IActorRef snapshotStore, CheckpointStorage storage)
    {
        _job = job;
        _checkpoints = new Queue<CompletedCheckpoint>(checkpoints);
        _snapshotStore = snapshotStore;
        _storage = storage;
    }

    protected override void PreStart()
    {
        BeginCheckpoint();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case LoadSnapshotResult { Snapshot: { Snapshot: byte[] stored, Metadata.SequenceNr: var sequenceNr } }:
                var what = $"checkpoint {sequenceNr} of {_job}/{_subtasks.Peek()}";
                Read(() => Verify(stored, what));
                break;
            case LoadSnapshotResult:
                EndCheckpoint($"The snapshot store has none of {_subtasks.Peek()}.");
                break;
            case LoadSnapshotFailed { Cause: var cause }:
                EndCheckpoint($"The snapshot store cannot read that of {_subtasks.Peek()}: {cause.Message}");
                break;
            case ReceiveTimeout:
                EndCheckpoint($"The snapshot store did not answer for {_subtasks.Peek()} within {Patience.TotalSeconds:0} s.");
                break;
            case Damaged { Reason: var reason }:
                EndCheckpoint(reason);
                break;
            case Whole:
                _subtasks.TryDequeue(out _);
                LoadNext();
                break;
        }
    }

    private void BeginCheckpoint()
    {
        if (!_checkpoints.TryPeek(out var checkpoint))
        {
            Context.Parent.Tell(new Inspected(_conditions));
            Context.Stop(Self);
            return;
        }

        if (checkpoint.Address is { } address)
        {
            Read(() => _storage.SavepointAt(address).Verify());
            return;
        }

        foreach (var (vertex, index) in CheckpointRetention.Subtasks([checkpoint]))
        {
            _subtasks.Enqueue(new FormerSubtask(vertex, index));
        }

        LoadNext();
    }

    /// <summary>Reads beside the actor, however long that takes.</summary>
    private void Read(Action verify)
    {
        Context.SetReceiveTimeout(null);
        Task.Run(verify).PipeTo(Self, success: () => Whole.Instance, failure: cause => new Damaged(cause.Message));
    }

    private void LoadNext()
    {
        if (!_subtasks.TryPeek(out var subtask))
        {
            EndCheckpoint(null);
            return;
        }

        var id = _checkpoints.Peek().Id;
        Context.SetReceiveTimeout(Patience);
        _snapshotStore.Tell(new LoadSnapshot(
            SubtaskAddress.PersistenceIdOf(_job, subtask.Vertex, subtask.Index), new SnapshotSelectionCriteria(id, DateTime.MaxValue, id), id));
    }

    private void EndCheckpoint(string? damage)
    {
        _conditions.Add(new CheckpointCondition(_checkpoints.Dequeue(), damage));
        _subtasks.Clear();
        BeginCheckpoint();
    }

    private void Verify(byte[] stored, string what)
    {
        using var content = _storage.Open(stored, what);
        SubtaskSnapshot.Open(content, what).Verify();
    }

    /// <summary>What the inspection has found, in the order of the checkpoints.</summary>
    public sealed record Inspected(IReadOnlyList<CheckpointCondition> Conditions);

    private sealed record Damaged(string Reason);

    private sealed class Whole
    {
        public static readonly Whole Instance = new();
    }
}
