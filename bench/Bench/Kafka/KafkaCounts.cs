using AkkaStreamProc.Bench.Measuring;
using AkkaStreamProc.Bench.Shared;
using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Examples.ClickCounts;

namespace AkkaStreamProc.Bench.Kafka;

/// <summary>Clicks as JSON from Kafka to counts per user and window, against a loop that only polls and decodes.</summary>
internal sealed class KafkaCounts : IBenchmark
{
    private const int Partitions = 4;
    private const int ClicksPerSecond = 20_000;
    private const int Samples = 7;
    private const double Required = 0.6;

    public string Name => "kafka-counts";

    public string Question => "JSON from Kafka to counts per window, checkpoint every second, of the speed of a loop that polls and decodes";

    public async Task RunAsync(BenchmarkArguments arguments, Report report)
    {
        var clicks = (long)arguments.Number("clicks", 4_000_000);
        using var broker = await BrokerProcess.StartAsync();
        var topic = await new BenchTopics(broker.Bootstrap).CreateAsync(Partitions);
        using (var writer = new ClickWriter(broker.Bootstrap, topic, new ClickSequence(ClicksPerSecond)))
        {
            writer.Write(clicks);
        }

        var options = new KafkaSourceOptions { Bootstrap = broker.Bootstrap, Topics = [topic], End = KafkaEnd.AtCurrentEnd };
        await using var system = new BenchSystem();
        var (hand, ours) = (new List<Cost>(), new List<Cost>());
        var checkpoints = 0L;
        for (var sample = 0; sample < Samples; sample++)
        {
            hand.Add(new PollAndDecode(options, Partitions).Run(clicks));
            var (cost, last) = await RunJobAsync(system, options, clicks);
            ours.Add(cost);
            checkpoints += last;
        }

        report.Line($"{clicks:N0} clicks in {Partitions} partitions, {ClickSequence.Users:N0} users, {checkpoints} checkpoints; the broker is another process");
        report.Line($"by hand {Median(hand, c => c.Processor) / clicks:F0} ns of processor a click, {Median(hand, c => c.Elapsed) / clicks:F0} ns on the clock");
        report.Line($"the job {Median(ours, c => c.Processor) / clicks:F0} ns of processor a click, {Median(ours, c => c.Elapsed) / clicks:F0} ns on the clock");
        report.AtLeast("per core used, ratio of speeds", hand.Zip(ours, (h, o) => h.Processor / o.Processor).Median(), Required);
        report.AtLeast("on the clock, ratio of speeds", hand.Zip(ours, (h, o) => h.Elapsed / o.Elapsed).Median(), Required);
    }

    /// <returns>What it cost from the first click decoded to the last count written, and the number of checkpoints.</returns>
    private static async Task<(Cost Cost, long Checkpoints)> RunJobAsync(BenchSystem system, KafkaSourceOptions options, long clicks)
    {
        var decoder = new NotingFirst<Click>(new ClickDeserializer());
        var sink = new DiscardingSink<ClickCount>();
        var end = await system.RunAsync(ClickCountJob.Graph(system.NextJobName(), options, decoder, sink));
        ArgumentOutOfRangeException.ThrowIfNotEqual(end.RecordsIn, clicks);
        ArgumentOutOfRangeException.ThrowIfNotEqual(end.RecordsLate, 0);
        return (sink.LastWrite - decoder.First!.Value, end.LastCheckpoint?.Id ?? 0);
    }

    private static double Median(IEnumerable<Cost> costs, Func<Cost, TimeSpan> part) => costs.Select(c => part(c).TotalNanoseconds).Median();
}
