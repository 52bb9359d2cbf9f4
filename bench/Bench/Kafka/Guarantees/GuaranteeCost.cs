using AkkaStreamProc.Actors;
using AkkaStreamProc.Bench.Measuring;
using AkkaStreamProc.Bench.Shared;
using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Examples.ClickCounts;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Bench.Kafka.Guarantees;

/// <summary>What exactly once costs in the Kafka sink beside at least once, and how long records take to become visible.</summary>
internal sealed class GuaranteeCost : IBenchmark
{
    private const int ClicksPerSecond = 20_000;
    private const double RequiredOfAtLeastOnce = 0.7;
    private const double AllowedMsBeyondInterval = 100;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public string Name => "exactly-once";

    public string Question => "Kafka to Kafka, as many records out as in: exactly once of the speed of at least once, checkpoint every second; and when records become visible";

    public async Task RunAsync(BenchmarkArguments arguments, Report report)
    {
        var clicks = (long)arguments.Number("clicks", 3_000_000);
        var samples = (int)arguments.Number("samples", 5);
        var seconds = arguments.Number("seconds", 30);
        using var broker = await BrokerProcess.StartAsync();
        await using var system = new BenchSystem();
        await CompareAsync(clicks, samples, broker.Bootstrap, system, report);
        await WatchAsync(TimeSpan.FromSeconds(seconds), broker.Bootstrap, system, report);
    }

    private static async Task CompareAsync(long clicks, int samples, string bootstrap, BenchSystem system, Report report)
    {
        var topics = new BenchTopics(bootstrap);
        var input = await topics.CreateAsync();
        using (var writer = new ClickWriter(bootstrap, input, new ClickSequence(ClicksPerSecond)))
        {
            writer.Write(clicks);
        }

        var source = new KafkaSourceOptions { Bootstrap = bootstrap, Topics = [input], End = KafkaEnd.AtCurrentEnd };
        var (atLeast, exactly) = (new List<Cost>(), new List<Cost>());
        var checkpoints = 0L;
        for (var sample = 0; sample < samples; sample++)
        {
            atLeast.Add((await RunAsync(system, topics, source, clicks, DeliveryGuarantee.AtLeastOnce)).Cost);
            var (cost, last) = await RunAsync(system, topics, source, clicks, DeliveryGuarantee.ExactlyOnce);
            exactly.Add(cost);
            checkpoints += last;
        }

        report.Line($"{clicks:N0} clicks, {checkpoints} checkpoints in {samples} runs exactly once; the broker is another process");
        report.Line($"at least once {Median(atLeast, c => c.Elapsed) / clicks:F0} ns a click on the clock, {Median(atLeast, c => c.Processor) / clicks:F0} ns of processor");
        report.Line($"exactly once {Median(exactly, c => c.Elapsed) / clicks:F0} ns a click on the clock, {Median(exactly, c => c.Processor) / clicks:F0} ns of processor");
        report.AtLeast("on the clock, ratio of speeds", atLeast.Zip(exactly, (a, e) => a.Elapsed / e.Elapsed).Median(), RequiredOfAtLeastOnce);
        report.AtLeast("per core used, ratio of speeds", atLeast.Zip(exactly, (a, e) => a.Processor / e.Processor).Median(), RequiredOfAtLeastOnce);
    }

    /// <returns>What it cost from the first click decoded to the end of the job, behind the last commit; and the last checkpoint.</returns>
    private static async Task<(Cost Cost, long Checkpoints)> RunAsync(
        BenchSystem system, BenchTopics topics, KafkaSourceOptions source, long clicks, DeliveryGuarantee guarantee)
    {
        var output = await topics.CreateAsync();
        var decoder = new NotingFirst<Click>(new ClickDeserializer());
        var end = await system.RunAsync(
            PassThroughJob.Graph(system.NextJobName(), source, decoder, output, guarantee), new() { CheckpointInterval = Interval });
        var cost = Cost.Now - decoder.First!.Value;
        ArgumentOutOfRangeException.ThrowIfNotEqual(end.RecordsIn, clicks);
        await topics.DeleteAsync(output);
        return (cost, end.LastCheckpoint?.Id ?? 0);
    }

    private static async Task WatchAsync(TimeSpan duration, string bootstrap, BenchSystem system, Report report)
    {
        var topics = new BenchTopics(bootstrap);
        var (input, output) = (await topics.CreateAsync(), await topics.CreateAsync());
        var source = new KafkaSourceOptions { Bootstrap = bootstrap, Topics = [input] };
        var job = await StreamProcessing.For(system.System).SubmitAsync(
            PassThroughJob.Graph(system.NextJobName(), source, new ClickDeserializer(), output, DeliveryGuarantee.ExactlyOnce),
            new() { CheckpointInterval = Interval });
        var latencies = await new VisibilityProbe(bootstrap, input, output).MeasureAsync(TimeSpan.FromSeconds(5), duration);
        await job.StopWithSavepointAsync();
        var sorted = latencies.Order().ToArray();
        ArgumentOutOfRangeException.ThrowIfZero(sorted.Length);
        report.Line($"{sorted.Length:N0} records visible: median {sorted.Median():F0} ms after they were written to the input, 99 of 100 within {sorted[sorted.Length * 99 / 100]:F0} ms, all within {sorted[^1]:F0} ms");
        report.AtMost("median, ms beyond the checkpoint interval", sorted.Median() - Interval.TotalMilliseconds, AllowedMsBeyondInterval);
    }

    private static double Median(IEnumerable<Cost> costs, Func<Cost, TimeSpan> part) => costs.Select(c => part(c).TotalNanoseconds).Median();
}
