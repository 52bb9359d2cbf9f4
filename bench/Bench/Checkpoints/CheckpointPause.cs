using System.Diagnostics;
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

namespace AkkaStreamProc.Bench.Checkpoints;

/// <summary>How long a window operator with a million keys stands still for a barrier.</summary>
internal sealed class CheckpointPause : IBenchmark
{
    private const int Keys = 1_000_000;
    private const int Checkpoints = 21;
    private const double AllowedMs = 5;

    public string Name => "checkpoint-pause";

    public string Question => "the pause of a checkpoint at a million keys of window state";

    public Task RunAsync(BenchmarkArguments arguments, Report report)
    {
        var graph = Graph();
        using var chain = ChainRun.Open(graph, vertex: 1);
        var fresh = AddAll(chain);
        var pauses = new List<double>();
        var touches = new List<double>();
        for (var id = 1; id <= Checkpoints; id++)
        {
            var began = Stopwatch.GetTimestamp();
            var freeze = chain.Freeze(id);
            pauses.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            // Every key changes while the snapshot still holds the tables: each is copied once.
            touches.Add(AddAll(chain));
            freeze.Release();
        }

        report.Line($"a record of every key, tables copied on the way: {touches.Median():F0} ms for a million; without a snapshot {AddAll(chain):F0} ms, the first time {fresh:F0} ms");
        report.Line($"pause: median {pauses.Median():F2} ms, longest but for the first {pauses.Skip(1).Max():F2} ms, the first of the process {pauses[0]:F2} ms");
        report.AtMost("longest pause in milliseconds", pauses.Max(), AllowedMs);
        return Task.CompletedTask;
    }

    private static JobGraph Graph()
    {
        var job = new JobBuilder("pause");
        job.FromSource(new CollectionSource<long>([]), WatermarkStrategy<long>.None())
            .KeyBy(key => key)
            .Window(TumblingWindows.OfEventTime(TimeSpan.FromDays(1)))
            .Count()
            .SinkTo(new DiscardingSink<WindowResult<long, long>>());
        return job.Build();
    }

    /// <returns>How long it took, in milliseconds.</returns>
    private static double AddAll(OperatorChain chain)
    {
        var began = Stopwatch.GetTimestamp();
        for (var key = 0L; key < Keys;)
        {
            var batch = RecordBatch<long>.Rent();
            while (!batch.IsFull && key < Keys)
            {
                batch.Append(key++, 0);
            }

            chain.Head.Inputs[0].Deliver(batch);
        }

        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
