using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Fusion;

/// <summary>Compiles and runs everything between a shuffle and a sink.</summary>
internal sealed class ChainRun<TOut>
{
    private readonly OperatorChain _chain;
    private readonly CollectingSink<TOut> _sink;

    private ChainRun(OperatorChain chain, CollectingSink<TOut> sink) => (_chain, _sink) = (chain, sink);

    public IReadOnlyList<StreamOperator> Operators => _chain.Operators;

    public List<(TOut Value, long Timestamp)> Records => _sink.Records;

    public static ChainRun<TOut> Of<TIn>(Func<DataStream<TIn>, DataStream<TOut>> declare)
    {
        var job = new JobBuilder("job");
        return Of(declare(Head<TIn>(job)));
    }

    public static ChainRun<TOut> Of(DataStream<TOut> end)
    {
        var sink = new CollectingSink<TOut>();
        end.SinkTo(sink);
        var graph = end.Job.Build();
        var vertex = graph.Plan.Vertices.Single(v => !v.IsSource);
        var runtime = new TestRuntime();
        var chain = ChainBuilder.Build(graph, graph.Plan, vertex, 0, runtime, new SubtaskClock(runtime.Time), _ => [], () => true);
        return new ChainRun<TOut>(chain, sink);
    }

    /// <summary>A stream whose consumers begin a vertex of their own.</summary>
    public static DataStream<TIn> Head<TIn>(JobBuilder job) => job.FromSource(new IdleSource<TIn>(), WatermarkStrategy<TIn>.None()).Rebalance();

    public void Deliver(RecordBatch batch) => _chain.Head.Inputs.Single().Deliver(batch);

    public void Feed<TIn>(IEnumerable<(TIn Value, long Timestamp)> records) => Deliver(Feeding.Batch(records));
}
