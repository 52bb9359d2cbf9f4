using AkkaStreamProc.Bench.Measuring;
using AkkaStreamProc.Bench.Shared;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Bench.Shuffle;

/// <summary>The count as a job, with a checkpoint every second.</summary>
internal static class ShuffleJob
{
    /// <param name="system">Runs it.</param>
    /// <param name="block">The clicks.</param>
    /// <param name="parallelism">How many subtasks.</param>
    /// <param name="rounds">How often the block is read.</param>
    /// <param name="windows">Which windows.</param>
    /// <param name="combines">Whether clicks are combined before the shuffle; otherwise the late ones are used, so that each is sent by itself.</param>
    /// <returns>What it cost from the first record read to the last result written, the number of results, and of checkpoints.</returns>
    public static async Task<(Cost Cost, long Results, long Checkpoints)> RunAsync(BenchSystem system, ClickBlock block, int parallelism, int rounds, AlignedWindows windows, bool combines = true)
    {
        var source = new ArraySource<Click>(block, parallelism, rounds / parallelism);
        var sink = new DiscardingSink<WindowResult<long, long>>();
        var job = new JobBuilder(system.NextJobName()) { Parallelism = parallelism };
        var watermarks = WatermarkStrategy<Click>.BoundedOutOfOrderness(TimeSpan.FromMilliseconds(ClickBlock.OutOfOrdernessMs));
        var counts = job.FromSource(source, watermarks.WithTimestamps(c => c.Time))
            .KeyBy(c => c.User)
            .Window(windows)
            .Count();
        counts.SinkTo(sink);
        if (!combines)
        {
            counts.LateRecords.SinkTo(new DiscardingSink<Click>(), "late");
        }

        var end = await system.RunAsync(job.Build());
        return (sink.LastWrite - source.FirstRead!.Value, sink.Count, end.LastCheckpoint?.Id ?? 0);
    }
}
