using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Bench.Shared;

/// <summary>Runs a job of one vertex on the calling thread: the real operators, without actors.</summary>
internal sealed class ChainRun : ISubtaskRuntime, IWorker
{
    public TimeProvider Time => TimeProvider.System;

    public IWorker CreateWorker(string operatorName) => this;

    /// <summary>The operators of one vertex, opened without state, to be fed by hand.</summary>
    public static OperatorChain Open(JobGraph graph, int vertex)
    {
        var chain = ChainBuilder.Build(graph, graph.Plan, graph.Plan.Vertices[vertex], 0, new ChainRun(), new SubtaskClock(TimeProvider.System), _ => [], static () => true);
        chain.Open(name => OperatorRestore.Nothing(name, 0, 1), static () => { });
        return chain;
    }

    public static void ToEnd(JobGraph graph)
    {
        using var chain = Open(graph, graph.Plan.Vertices.Single().Id);
        var source = chain.Source!;
        source.Start();
        source.Assign(new SplitAssignment([StoredSplit.Of(new OffsetSplit("0", 0), Watermarks.Min, OffsetSplit.Serializer)], [], Begins: true, IsLast: true));
        while (source.Step() != SourceStep.Finished)
        {
        }
    }

    public void Post(OperatorMailbox mailbox, Action action) => action();

    public void Post(Action action) => action();

    public void Fail(Exception cause) => throw new InvalidOperationException("The chain failed.", cause);

    public void Notify(string operatorName, Notice notice)
    {
    }

    public JobLife Life => JobLife.Unknown;

    public int FormerParallelism(string operatorName) => 0;

    public void RequestCheckpoint()
    {
    }

    public void TellFinished(StoredSplit split)
    {
    }
}
