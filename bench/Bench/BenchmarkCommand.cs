using AkkaStreamProc.Bench.Checkpoints;
using AkkaStreamProc.Bench.Fused;
using AkkaStreamProc.Bench.Kafka;
using AkkaStreamProc.Bench.Kafka.Ends;
using AkkaStreamProc.Bench.Kafka.Guarantees;
using AkkaStreamProc.Bench.Latency;
using AkkaStreamProc.Bench.Measuring;
using AkkaStreamProc.Bench.Processing;
using AkkaStreamProc.Bench.Shuffle;
using AkkaStreamProc.Bench.Startup;
using AkkaStreamProc.Bench.Timers;

namespace AkkaStreamProc.Bench;

/// <summary>Runs the benchmarks that the command line names, or all.</summary>
internal static class BenchmarkCommand
{
    private static readonly IBenchmark[] All = [new FusedChain(), new ShuffleCount(), new SlidingCount(), new OpenWindows(), new KeyMemory(), new ProcessFunctions(), new MillionTimers(), new TimerStorm(), new CheckpointPause(), new LargeState(), new KafkaCounts(), new GuaranteeCost(), new KafkaEnds(), new ResultLatency(), new FirstRecord(), new Soak.Soak()];

    /// <returns>The exit code: 0 where every requirement is met, 1 where one is not, 2 where the command line is wrong.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (!BenchmarkArguments.TryParse(arguments, out var parsed) || parsed.Names.Except(All.Select(b => b.Name)).Any())
        {
            Console.WriteLine("AkkaStreamProc.Bench [name ...] [--option value ...]; without a name, all of:");
            foreach (var benchmark in All)
            {
                Console.WriteLine($"  {benchmark.Name,-20} {benchmark.Question}");
            }

            return 2;
        }

        var report = new Report();
        foreach (var benchmark in All.Where(b => parsed.Names.Count == 0 || parsed.Names.Contains(b.Name)))
        {
            report.Begin(benchmark);
            await benchmark.RunAsync(parsed, report);
        }

        var isMet = report.End();
        if (parsed.Unread.ToList() is { Count: > 0 } unread)
        {
            Console.Error.WriteLine($"None of these benchmarks has the option {string.Join(", ", unread.Select(o => "--" + o))}.");
            return 2;
        }

        return isMet ? 0 : 1;
    }
}
