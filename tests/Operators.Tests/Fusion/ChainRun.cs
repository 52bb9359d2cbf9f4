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
        return new ChainRun<TOut>(Build(end.Job.Build()), sink);
    }

    /// <summary>What comes of records, with their kinds, at the far end of a channel: unlike a sink it takes changes of rows.</summary>
    public static List<(TOut Value, RowKind Kind)> Through<TIn>(Func<DataStream<TIn>, DataStream<TOut>> declare, IReadOnlyList<(TIn, long, RowKind)> changes)
    {
        var job = new JobBuilder("job");
        declare(Head<TIn>(job)).Rebalance().SinkTo(new CollectingSink<TOut>());
        var channel = new RecordingChannel<TOut>();
        var chain = Build(job.Build(), channel);
        chain.Head.Inputs.Single().Deliver(Feeding.Changes([.. changes]));
        chain.Flush();
        return [.. channel.Records.Select((r, i) => (r.Value, channel.Kinds[i]))];
    }

    /// <summary>A stream whose consumers begin a vertex of their own.</summary>
    public static DataStream<TIn> Head<TIn>(JobBuilder job) => job.FromSource(new IdleSource<TIn>(), WatermarkStrategy<TIn>.None()).Rebalance();

    /// <summary>The first vertex behind the source.</summary>
    private static OperatorChain Build(JobGraph graph, params IReadOnlyList<IChannel> channels)
    {
        var runtime = new TestRuntime();
        return ChainBuilder.Build(graph, graph.Plan, graph.Plan.Vertices[1], 0, runtime, new SubtaskClock(runtime.Time), _ => channels, () => true);
    }

    public void Deliver(RecordBatch batch) => _chain.Head.Inputs.Single().Deliver(batch);

    public void Feed<TIn>(IEnumerable<(TIn Value, long Timestamp)> records) => Deliver(Feeding.Batch(records));
}
