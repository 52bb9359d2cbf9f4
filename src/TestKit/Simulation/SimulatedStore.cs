using AkkaStreamProc.Actors.Subtasks;

namespace AkkaStreamProc.TestKit.Simulation;

/// <summary>What survives a simulated crash: the saved snapshots and the journal of completed checkpoints.</summary>
internal sealed class SimulatedStore
{
    private readonly Dictionary<(string PersistenceId, long CheckpointId), byte[]> _snapshots = [];

    /// <summary>The last completed checkpoint, 0 where there is none.</summary>
    public long Completed { get; private set; }

    /// <summary>How many subtasks each vertex had at that checkpoint.</summary>
    public IReadOnlyDictionary<string, int> Parallelism { get; private set; } = new Dictionary<string, int>();

    /// <summary>The next id, which only goes up.</summary>
    public long NextId { get; set; } = 1;

    public void Save(string persistenceId, long checkpointId, byte[] snapshot) => _snapshots[(persistenceId, checkpointId)] = snapshot;

    public void Complete(long checkpointId, IReadOnlyDictionary<string, int> parallelism)
    {
        Completed = checkpointId;
        Parallelism = parallelism;
    }

    public byte[]? Load(SubtaskAddress address, int oldIndex) =>
        _snapshots.GetValueOrDefault((SubtaskAddress.PersistenceIdOf(address.Job, address.Vertex, oldIndex), address.CheckpointId));
}
