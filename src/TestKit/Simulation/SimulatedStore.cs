using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Graph;

namespace AkkaStreamProc.TestKit.Simulation;

/// <summary>What survives a simulated crash: the saved snapshots and the journal of completed checkpoints.</summary>
internal sealed class SimulatedStore
{
    private readonly Dictionary<(string PersistenceId, long CheckpointId), byte[]> _snapshots = [];

    /// <summary>The last completed checkpoint, 0 where there is none.</summary>
    public long Completed { get; private set; }

    /// <summary>How many subtasks each vertex had at that checkpoint.</summary>
    public IReadOnlyDictionary<string, int> Parallelism { get; private set; } = new Dictionary<string, int>();

    /// <summary>The most subtasks any attempt had for an operator, by name.</summary>
    public Dictionary<string, int> HighestParallelism { get; } = [];

    /// <summary>The next id, which only goes up.</summary>
    public long NextId { get; set; } = 1;

    public void Started(JobGraph graph)
    {
        foreach (var vertex in graph.Vertices)
        {
            foreach (var node in vertex.Operators)
            {
                HighestParallelism[node.Name] = Math.Max(vertex.Parallelism, HighestParallelism.GetValueOrDefault(node.Name));
            }
        }
    }

    public void Save(string persistenceId, long checkpointId, byte[] snapshot) => _snapshots[(persistenceId, checkpointId)] = snapshot;

    public void Complete(long checkpointId, IReadOnlyDictionary<string, int> parallelism)
    {
        Completed = checkpointId;
        Parallelism = parallelism;
    }

    public byte[]? Load(SubtaskAddress address, int oldIndex) =>
        _snapshots.GetValueOrDefault((SubtaskAddress.PersistenceIdOf(address.Job, address.Vertex, oldIndex), address.CheckpointId));
}
