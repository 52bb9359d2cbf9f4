using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>A subtask with one input channel, started and open, no actor around it; the spec plays its peers and its clock.</summary>
internal sealed class LoneSubtask : IDisposable
{
    public const int FlushMs = 5;

    private readonly Subtask _subtask;
    private long _sequence;

    /// <param name="graph">The job.</param>
    /// <param name="vertex">Which vertex of it.</param>
    /// <param name="credit">How many records its channels take.</param>
    /// <param name="restored">The snapshot it continues from; a first start unless given.</param>
    /// <param name="isIdle">What its channel says first.</param>
    public LoneSubtask(JobGraph graph, string vertex, int credit, byte[]? restored = null, bool isIdle = false)
    {
        var options = new SubtaskOptions(credit, TimeSpan.FromMilliseconds(FlushMs), TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10));
        _subtask = new Subtask(graph, graph.Plan, graph.Plan.Vertices.Single(v => v.Name == vertex), 0, Environment, options);
        var snapshot = restored is null ? null : SubtaskSnapshot.Parse(restored, "a spec");
        _subtask.Open(
            name => snapshot is null ? OperatorRestore.Nothing(name, 0, 1) : new OperatorRestore(name, snapshot.Header.CheckpointId, 0, 1, [(snapshot.Header, snapshot.Operators[name])]),
            () => { });
        _subtask.Start();
        Deliver(new ChannelStatus(isIdle));
    }

    public FakeEnvironment Environment { get; } = new();

    public long NowMs => Environment.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A visit of each key, from a key on.</summary>
    public static ChannelBatch Visits(int count, int firstKey = 0)
    {
        var batch = RecordBatch<Visit>.Rent(count);
        for (var key = firstKey; key < firstKey + count; key++)
        {
            batch.Append(new Visit(key, 0), 0);
        }

        return new ChannelBatch(batch);
    }

    public void Deliver(ChannelElement element)
    {
        _subtask.Deliver(0, _sequence++, element);
        Environment.Run(_subtask);
    }

    /// <summary>The next subtask has room for more records.</summary>
    public void Grant(int records)
    {
        _subtask.Grant(0, records);
        Environment.Run(_subtask);
    }

    /// <summary>Lets it work, as mail does.</summary>
    public void Run() => Environment.Run(_subtask);

    public void Pass(int milliseconds)
    {
        Environment.Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        Environment.Run(_subtask);
    }

    public void Dispose() => _subtask.Dispose();
}
