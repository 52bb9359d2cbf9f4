using AkkaStreamProc.Bench.Measuring;
using AkkaStreamProc.Bench.Shared;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Bench.Shuffle;

/// <summary>What open windows cost: four partitions that have drifted apart, so that all windows between the first and the last are open.</summary>
internal sealed class OpenWindows : IBenchmark
{
    private const int Few = 10;
    private const int Many = 20_000;
    private const int Rounds = 8;
    private const double AllowedTimes = 1.3;
    private const double AllowedBytes = 1_024;

    public string Name => "open-windows";

    public string Question => "counts of four partitions that have drifted apart by 20,000 windows of 15 keys, beside 10: source, shuffle, window; memory of a window";

    public async Task RunAsync(BenchmarkArguments arguments, Report report)
    {
        await using var system = new BenchSystem();
        var (few, many, bytes) = (new List<double>(), new List<double>(), new List<double>());
        await RunAsync(system, Few);
        for (var sample = 0; sample < (int)arguments.Number("samples", 7); sample++)
        {
            few.Add(await RunAsync(system, Few));
            many.Add(await RunAsync(system, Many));
            bytes.Add(BytesOfWindow());
        }

        report.Line($"{few.Median():F1} ns of processor a record with {Few} open windows, {many.Median():F1} ns with {Many:N0}; {bytes.Median():F0} bytes a window with its {DriftingBlock.Users} keys");
        report.AtMost("processor time, times that with few open windows", few.Zip(many, (f, m) => m / f).Median(), AllowedTimes);
        report.AtMost("bytes a window beside its entries", bytes.Median() - (DriftingBlock.Users * 2 * sizeof(long)), AllowedBytes);
    }

    /// <returns>Nanoseconds of processor a record.</returns>
    private static async Task<double> RunAsync(BenchSystem system, int open)
    {
        var block = new DriftingBlock(open);
        var source = new ArraySource<Click>(block, splits: 1, Rounds);
        var sink = new DiscardingSink<WindowResult<long, long>>();
        await system.RunAsync(Job(system.NextJobName(), source, block.Disorder, sink));
        return (sink.LastWrite - source.FirstRead!.Value).ProcessorNanosecondsEach((double)block.Length * Rounds);
    }

    /// <summary>What a window operator by itself holds for each of many open windows.</summary>
    private static double BytesOfWindow()
    {
        var graph = Job("windows", new CollectionSource<Click>([]), TimeSpan.Zero, new DiscardingSink<WindowResult<long, long>>());
        using var chain = ChainRun.Open(graph, vertex: 1);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var window = 0; window < Many; window++)
        {
            var batch = RecordBatch<Click>.Rent();
            for (var user = 0; user < DriftingBlock.Users; user++)
            {
                var time = window * DriftingBlock.WindowMs;
                batch.Append(new Click(user * 0x5DEECE66DL, time), time);
            }

            chain.Head.Inputs[0].Deliver(batch);
        }

        return (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Many;
    }

    private static JobGraph Job(string name, ISource<Click> source, TimeSpan disorder, ISink<WindowResult<long, long>> sink)
    {
        var job = new JobBuilder(name);
        job.FromSource(source, WatermarkStrategy<Click>.BoundedOutOfOrderness(disorder).WithTimestamps(c => c.Time))
            .KeyBy(c => c.User)
            .Window(TumblingWindows.OfEventTime(TimeSpan.FromMilliseconds(DriftingBlock.WindowMs)))
            .Count()
            .SinkTo(sink);
        return job.Build();
    }
}
