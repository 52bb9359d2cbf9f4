using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Actors.Sources;

/// <summary>The coordinators of the sources of one attempt.</summary>
internal sealed class AttemptSources : IDisposable
{
    private readonly Dictionary<int, SourceCoordinator> _byVertex = [];
    private readonly Dictionary<int, StoredSource> _stored = [];

    /// <param name="graph">What the attempt runs.</param>
    /// <param name="plan">How.</param>
    /// <param name="attempt">The number of the attempt.</param>
    /// <param name="life">The life of the job and the attempt.</param>
    /// <param name="environment">Carries messages.</param>
    /// <param name="requestCheckpoint">Asks for a checkpoint before its time.</param>
    /// <param name="fail">Fails the attempt.</param>
    public AttemptSources(
        JobGraph graph, ExecutionPlan plan, int attempt, JobLife life, IJobEnvironment environment, Action requestCheckpoint, Action<Exception> fail)
    {
        foreach (var vertex in plan.Vertices.Where(v => v.IsSource))
        {
            var coordination = new Coordination(vertex.Id, attempt, life, environment, requestCheckpoint, fail);
            var source = (ISourceDefinition)graph.Operator(vertex.Name).Definition;
            _byVertex.Add(vertex.Id, new SourceCoordinator(source, graph.Name, vertex.Name, vertex.Parallelism, coordination));
        }

        Tables = new TableLoading(
            plan,
            environment.Time,
            (subtask, assignment) => environment.Assign(subtask, attempt, assignment),
            requestCheckpoint,
            environment.Notify);
    }

    /// <summary>Which sources wait for which tables.</summary>
    public TableLoading Tables { get; }

    /// <summary>Takes what a subtask has found of its source in the checkpoint.</summary>
    public void Restore(SubtaskId subtask, StoredSource stored) =>
        _stored[subtask.Vertex] = _stored.TryGetValue(subtask.Vertex, out var others) ? others.With(stored) : stored;

    /// <summary>Begins; every subtask has been told to start.</summary>
    public void Start()
    {
        // First, so that no record is read before it is known what for it has to wait.
        Tables.Start(_stored.Values.SelectMany(stored => stored.Tables).ToHashSet());
        foreach (var (vertex, coordinator) in _byVertex)
        {
            coordinator.Start(_stored.GetValueOrDefault(vertex));
        }

        _stored.Clear();
    }

    public void OnFinished(SubtaskId subtask, StoredSplit split) => _byVertex[subtask.Vertex].OnFinished(subtask.Index, split);

    /// <summary>What every enumerator keeps at this moment, by vertex.</summary>
    /// <returns><see langword="null"/> where one cannot tell; the attempt has failed then.</returns>
    public IReadOnlyDictionary<int, ReadOnlyMemory<byte>>? Freeze()
    {
        var frozen = new Dictionary<int, ReadOnlyMemory<byte>>();
        foreach (var (vertex, coordinator) in _byVertex)
        {
            if (coordinator.Freeze() is not { } bytes)
            {
                return null;
            }

            frozen.Add(vertex, bytes);
        }

        return frozen;
    }

    public void Dispose()
    {
        foreach (var coordinator in _byVertex.Values)
        {
            coordinator.Dispose();
        }
    }

    private sealed class Coordination(
        int vertex, int attempt, JobLife life, IJobEnvironment environment, Action requestCheckpoint, Action<Exception> fail) : ISourceCoordination
    {
        public TimeProvider Time => environment.Time;

        public JobLife Life => life;

        public IOwnedWorker CreateWorker(string name, Action<Exception> onFailure) => environment.CreateWorker(name, onFailure);

        public void Post(Action action) => environment.Post(action);

        public void Assign(int subtask, SplitAssignment assignment) => environment.Assign(new SubtaskId(vertex, subtask), attempt, assignment);

        public void RequestCheckpoint() => requestCheckpoint();

        public void Fail(Exception cause) => fail(cause);

        public void Notify(string operatorName, Notice notice) => environment.Notify(operatorName, notice);
    }
}
