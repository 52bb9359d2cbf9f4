using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;
using AkkaStreamProc.Operators.Windows.Combining;

namespace AkkaStreamProc.Operators.Tests.Windows.Combining;

/// <summary>A window operator in several subtasks behind the routers of several senders, driven by hand as the runtime would.</summary>
internal sealed class ShuffledWindows<TResult>
{
    public const int Groups = 16;

    private readonly long[] _watermarks;
    private readonly bool[] _idle;
    private readonly List<Router<Sale>> _routers;
    private readonly List<Receiver> _receivers;
    private long _watermark = Watermarks.Min;

    /// <param name="graph">A job with the operator <c>window</c>.</param>
    /// <param name="createRouter">Creates the router of a sender.</param>
    /// <param name="senders">How many subtasks send.</param>
    /// <param name="receivers">How many subtasks run the operator.</param>
    public ShuffledWindows(JobGraph graph, Func<IReadOnlyList<IChannel>, OperatorContext, Router<Sale>> createRouter, int senders, int receivers)
    {
        var runtime = new TestRuntime();
        _watermarks = [.. Enumerable.Repeat(Watermarks.Min, senders)];
        _idle = new bool[senders];
        _receivers = [.. Enumerable.Range(0, receivers).Select(i =>
        {
            var op = graph.Create("window", runtime.Context("window", i, receivers, Groups));
            op.OpenFresh();
            return new Receiver(op, Collector<WindowResult<int, TResult>>.Of(op));
        })];
        _routers = [.. Enumerable.Range(0, senders).Select(i => createRouter(_receivers, runtime.Context("source", i, senders, Groups)))];
    }

    public long In => _receivers.Sum(r => r.Operator.Counters.In);

    public long Late => _receivers.Sum(r => r.Operator.Counters.Late);

    /// <summary>How many records and partial aggregates were sent.</summary>
    public int Sent => _receivers.Sum(r => r.Sent);

    /// <summary>The operator and the router as a job has them, the records combined only where nobody uses the late ones.</summary>
    public static ShuffledWindows<TResult> Of(
        AlignedWindows windows,
        Func<WindowedStream<Sale, int>, WindowResultStream<Sale, int, TResult>> aggregate,
        bool usesLateRecords,
        int senders = 1,
        int receivers = 1)
    {
        var graph = Declare(windows, aggregate, usesLateRecords);
        var partitioning = graph.PartitioningOf(graph.Plan.Edges.Single(e => e.To == "window"));
        return new ShuffledWindows<TResult>(graph, partitioning.CreateRouter<Sale>, senders, receivers);
    }

    /// <summary>Counts, with room for a number of keys to be combined.</summary>
    public static ShuffledWindows<long> OfCounts(AlignedWindows windows, int maxPartials, int senders = 1, int receivers = 1)
    {
        var keys = ColumnCompiler.Compile<Sale, int>(s => s.Shop);
        return new ShuffledWindows<long>(
            Declare(windows, w => w.Count(), usesLateRecords: false),
            (channels, context) => new CombiningRouter<Sale, int, byte, long, CountAggregate>(
                channels, context.MaxParallelism, windows, default, keys, inputs: null, maxPartials),
            senders,
            receivers);
    }

    public void Send(int sender, params IEnumerable<(Sale Value, long Timestamp)> records) => _routers[sender].Receive(Feeding.Batch(records));

    /// <summary>Sends records, and the flush interval passes before anything else happens.</summary>
    public void SendAndFlushBuffered(int sender, params IEnumerable<(Sale Value, long Timestamp)> records)
    {
        Send(sender, records);
        _routers[sender].FlushBuffered();
        _routers[sender].HasBuffered.ShouldBeFalse();
    }

    /// <summary>A barrier is about to follow.</summary>
    public void Flush(int sender) => _routers[sender].Flush();

    /// <summary>Says whether the receivers are to wait for a sender. An idle one may send, too: what its clock makes it send.</summary>
    public void Tell(int sender, bool isIdle)
    {
        _routers[sender].Flush();
        _routers[sender].OnStatus(isIdle);
        _idle[sender] = isIdle;
        Follow();
    }

    /// <summary>Moves the watermark of a sender.</summary>
    public void Advance(int sender, long watermark)
    {
        _watermarks[sender] = watermark;
        _routers[sender].FlushUpTo(watermark);
        Follow();
    }

    /// <summary>The results since the last call.</summary>
    public List<(WindowResult<int, TResult> Value, long Timestamp)> TakeResults() => [.. _receivers.SelectMany(r => r.Results.Take())];

    private static JobGraph Declare<TAny>(
        AlignedWindows windows, Func<WindowedStream<Sale, int>, WindowResultStream<Sale, int, TAny>> aggregate, bool usesLateRecords)
    {
        var job = new JobBuilder("job") { MaxParallelism = Groups };
        var keyed = job.FromSource(new IdleSource<Sale>(), WatermarkStrategy<Sale>.Monotonous()).KeyBy(s => s.Shop);
        var results = aggregate(keyed.Window(windows));
        results.SinkTo(new IdleSink<WindowResult<int, TAny>>());
        if (usesLateRecords)
        {
            results.LateRecords.SinkTo(new IdleSink<Sale>(), "late");
        }

        return job.Build();
    }

    /// <summary>The receivers follow the lowest watermark of the senders that are not idle.</summary>
    private void Follow()
    {
        var lowest = _watermarks.Where((_, sender) => !_idle[sender]).DefaultIfEmpty(Watermarks.Min).Min();
        if (lowest > _watermark)
        {
            _watermark = lowest;
            _receivers.ForEach(r => Feeding.Complete(() => r.Operator.OnWatermark(_watermark)));
        }
    }

    private sealed record Receiver(StreamOperator Operator, Collector<WindowResult<int, TResult>> Results) : IChannel
    {
        public int Sent { get; private set; }

        public void Send(RecordBatch batch)
        {
            batch.Count.ShouldBeGreaterThan(0);
            Sent += batch.Count;
            Operator.Inputs[0].Deliver(batch);
        }
    }
}
