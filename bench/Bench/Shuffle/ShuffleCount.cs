using AkkaStreamProc.Bench.Measuring;
using AkkaStreamProc.Bench.Shared;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Bench.Shuffle;

/// <summary>Counts per key and window behind a shuffle, as a real job, against a loop for one thread and against Akka.Streams.</summary>
internal sealed class ShuffleCount : IBenchmark
{
    private const double RequiredOfHand = 0.3;
    private const double RequiredOfStreams = 10;

    private static readonly TumblingWindows Windows = TumblingWindows.OfEventTime(TimeSpan.FromMilliseconds(ClickBlock.WindowMs));

    public string Name => "shuffle-count";

    public string Question => "source, shuffle, tumbling count, checkpoint every second; per core used, of the speed of a hand-written loop";

    public async Task RunAsync(BenchmarkArguments arguments, Report report)
    {
        var size = new RunSize(
            (int)arguments.Number("samples", 5), (int)arguments.Number("rounds", 256), (int)arguments.Number("stream-clicks", 100_000));
        await using var system = new BenchSystem();
        foreach (var users in arguments.Choice("keys", 1_000, 100_000, 10_000_000))
        {
            var block = new ClickBlock(users);
            foreach (var parallelism in arguments.Choice("parallelism", 1, 2))
            {
                await MeasureAsync(system, block, users, parallelism, size, report);
            }
        }
    }

    private static async Task MeasureAsync(BenchSystem system, ClickBlock block, int users, int parallelism, RunSize size, Report report)
    {
        var (samples, rounds, streamClicks) = size;
        var records = (double)block.Length * rounds;
        var (hand, streams) = (new List<double>(), new List<double>());
        var (ours, oursElapsed, each, eachElapsed) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var checkpoints = 0L;
        for (var sample = 0; sample < samples; sample++)
        {
            var byHand = new HandWrittenCount();
            hand.Add(Cost.Of(() => byHand.Run(block, rounds)).ProcessorNanosecondsEach(records));
            var run = await ShuffleJob.RunAsync(system, block, parallelism, rounds, Windows);
            ours.Add(run.Cost.ProcessorNanosecondsEach(records));
            oursElapsed.Add(run.Cost.NanosecondsEach(records));
            checkpoints += run.Checkpoints;
            var uncombined = await ShuffleJob.RunAsync(system, block, parallelism, rounds, Windows, combines: false);
            each.Add(uncombined.Cost.ProcessorNanosecondsEach(records));
            eachElapsed.Add(uncombined.Cost.NanosecondsEach(records));
            var start = Cost.Now;
            await GroupByCount.RunAsync(system.System, block, users, streamClicks);
            streams.Add((Cost.Now - start).NanosecondsEach(streamClicks));
        }

        var what = $"{users:N0} keys, parallelism {parallelism}";
        report.Line($"{what}: {records:N0} records, {checkpoints} checkpoints; by hand {hand.Median():F1} ns a record");
        report.Line($"  ours {ours.Median():F1} ns of processor, {oursElapsed.Median():F1} ns on the clock; Akka.Streams {streams.Median():F0} ns on the clock");
        report.Line($"  with every record shuffled {each.Median():F1} ns of processor, {eachElapsed.Median():F1} ns on the clock: {hand.Zip(each, (h, o) => h / o).Median():F2} of the loop by hand");
        report.AtLeast($"{what}, per core used, ratio of speeds", hand.Zip(ours, (h, o) => h / o).Median(), RequiredOfHand);
        report.AtLeast($"{what}, times Akka.Streams GroupBy", streams.Zip(oursElapsed, (s, o) => s / o).Median(), RequiredOfStreams);
    }

    private sealed record RunSize(int Samples, int Rounds, int StreamClicks);
}
