using AkkaStreamProc.Bench.Measuring;
using AkkaStreamProc.Bench.Shared;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Bench.Shuffle;

/// <summary>Counts per key in windows that overlap: what a record costs beside a loop by hand, and beside windows that do not.</summary>
internal sealed class SlidingCount : IBenchmark
{
    private const double RequiredOfHand = 0.3;
    private const double AllowedOfTumbling = 2;

    private static readonly SlidingWindows Short = SlidingWindows.OfEventTime(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2));
    private static readonly SlidingWindows Long = SlidingWindows.OfEventTime(TimeSpan.FromHours(1), TimeSpan.FromSeconds(1));
    private static readonly TumblingWindows Tumbling = TumblingWindows.OfEventTime(TimeSpan.FromMilliseconds(ClickBlock.WindowMs));

    public string Name => "sliding-count";

    public string Question => "source, shuffle, sliding count of 10 s every 2 s beside a loop by hand, and of 1 h every second beside a tumbling one";

    public async Task RunAsync(BenchmarkArguments arguments, Report report)
    {
        var (samples, rounds) = ((int)arguments.Number("samples", 3), (int)arguments.Number("rounds", 128));
        await using var system = new BenchSystem();
        foreach (var users in arguments.Choice("keys", 1_000, 100_000))
        {
            var block = new ClickBlock(users);
            var records = (double)block.Length * rounds;
            var (hand, ours, tumbling, sliding) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
            for (var sample = 0; sample < samples; sample++)
            {
                var byHand = new HandWrittenSliding(Short.SizeMs, Short.SlideMs);
                hand.Add(Cost.Of(() => byHand.Run(block, rounds)).ProcessorNanosecondsEach(records));
                ours.Add(await RunAsync(system, block, rounds, Short, byHand.Results));
                tumbling.Add(await RunAsync(system, block, rounds, Tumbling, null));
                sliding.Add(await RunAsync(system, block, rounds, Long, null));
            }

            report.Line($"{users:N0} keys, {records:N0} records: by hand {hand.Median():F1} ns of processor a record, ours {ours.Median():F1}; tumbling {tumbling.Median():F1}, 1 h every second {sliding.Median():F1}");
            report.AtLeast($"{users:N0} keys, 10 s every 2 s, ratio of speeds", hand.Zip(ours, (h, o) => h / o).Median(), RequiredOfHand);
            report.AtMost($"{users:N0} keys, 1 h every second, times the tumbling one", tumbling.Zip(sliding, (t, s) => s / t).Median(), AllowedOfTumbling);
        }
    }

    private static async Task<double> RunAsync(BenchSystem system, ClickBlock block, int rounds, AlignedWindows windows, long? results)
    {
        var run = await ShuffleJob.RunAsync(system, block, parallelism: 1, rounds, windows);
        return results is null || run.Results == results
            ? run.Cost.ProcessorNanosecondsEach((double)block.Length * rounds)
            : throw new InvalidOperationException($"The job emits {run.Results} results, the loop by hand {results}.");
    }
}
