using AkkaStreamProc.Bench.Measuring;
using AkkaStreamProc.Bench.Shared;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Bench.Shuffle;

/// <summary>What a key takes in a window that counts, beside a table of the base library with the same keys and counts.</summary>
internal sealed class KeyMemory : IBenchmark
{
    private const double AllowedTimes = 1.5;

    public string Name => "key-memory";

    public string Question => "bytes of a key in a tumbling count with 1,000 to 10 million keys, times those in a Dictionary<long, long>";

    public Task RunAsync(BenchmarkArguments arguments, Report report)
    {
        foreach (var keys in arguments.Choice("keys", 1_000, 100_000, 1_000_000, 10_000_000))
        {
            using var chain = Chain();
            var before = GC.GetTotalMemory(forceFullCollection: true);
            Fill(chain, keys);
            var heap = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)keys;
            var ours = chain.Operators.Sum(op => op.MeasureMemory().State) / (double)keys;
            before = GC.GetTotalMemory(forceFullCollection: true);
            var table = new Dictionary<long, long>();
            for (var key = 0L; key < keys; key++)
            {
                table[key * 0x5DEECE66DL] = key;
            }

            var bare = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)keys;
            GC.KeepAlive(table);
            report.Line($"{keys:N0} keys: {ours:F1} bytes a key, {bare:F1} in a dictionary; {heap:F1} of the heap, with the rooms that tables have grown out of and the pool still has");
            report.AtMost($"{keys:N0} keys, times a dictionary", ours / bare, AllowedTimes);
        }

        return Task.CompletedTask;
    }

    private static OperatorChain Chain()
    {
        var job = new JobBuilder("keys");
        job.FromSource(new CollectionSource<long>([]), WatermarkStrategy<long>.None())
            .KeyBy(key => key)
            .Window(TumblingWindows.OfEventTime(TimeSpan.FromDays(1)))
            .Count()
            .SinkTo(new DiscardingSink<WindowResult<long, long>>());
        return ChainRun.Open(job.Build(), vertex: 1);
    }

    private static void Fill(OperatorChain chain, long keys)
    {
        for (var key = 0L; key < keys;)
        {
            var batch = RecordBatch<long>.Rent();
            while (!batch.IsFull && key < keys)
            {
                batch.Append(key++ * 0x5DEECE66DL, 0);
            }

            chain.Head.Inputs[0].Deliver(batch);
        }
    }
}
