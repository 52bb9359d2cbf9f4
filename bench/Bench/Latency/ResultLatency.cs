using System.Globalization;
using AkkaStreamProc.Bench.Kafka;
using AkkaStreamProc.Bench.Measuring;
using AkkaStreamProc.Bench.Shared;

namespace AkkaStreamProc.Bench.Latency;

/// <summary>From the end of a window to its result at a consumer, and what a job takes of the processor that has little to do, or nothing.</summary>
/// <remarks>
/// The Host, the feed, the broker and the probe are processes of their own; <c>KAFKA_BOOTSTRAP</c> names another broker than the
/// embedded one. The Host has default settings but for what the names say: windows of a second, records in order.
/// </remarks>
internal sealed class ResultLatency : IBenchmark
{
    private const int Partitions = 4;

    public string Name => "result-latency";

    public string Question => "ms from the end of a window of 1 s to its result at a consumer; processor of a job without input and with 5,000 records/s";

    public async Task RunAsync(BenchmarkArguments arguments, Report report)
    {
        var rate = (int)arguments.Number("rate", 50_000);
        var duration = TimeSpan.FromSeconds(arguments.Number("seconds", 30));
        var settling = TimeSpan.FromSeconds(arguments.Number("settle", 30));
        using var broker = await BrokerProcess.StartAsync();
        var topics = new BenchTopics(broker.Bootstrap);
        await LatencyAsync(topics, broker.Bootstrap, rate, settling, duration, "at least once", [], 5, 15, report);
        await LatencyAsync(
            topics, broker.Bootstrap, rate, settling, duration, "exactly once, checkpoints every 100 ms",
            ["--guarantee", "exactly-once", "--checkpoint-interval", "100ms"], 60, 110, report);
        report.AtMost("without input, % of a core", await LoadAsync(topics, broker.Bootstrap, 0, 3 * settling, duration), 3);
        report.AtMost("5,000 records/s, % of a core", await LoadAsync(topics, broker.Bootstrap, 5000, 3 * settling, duration), 8);
    }

    private static async Task LatencyAsync(
        BenchTopics topics, string bootstrap, int rate, TimeSpan settling, TimeSpan duration, string how, string[] options, double median, double tail, Report report)
    {
        var (input, output) = (await topics.CreateAsync(Partitions), await topics.CreateAsync(Partitions));
        using var data = new ScratchDirectory();
        using var host = Start(bootstrap, input, output, data, options);
        using var feed = await FeedAsync(bootstrap, input, rate);
        var latencies = new ResultProbe(bootstrap, output, Partitions).Measure(settling, duration);
        double At(double percentile) => latencies.GetValueAtPercentile(percentile) / 1000.0;
        report.Line($"{how}, {rate:N0} records/s: {latencies.TotalCount:N0} results, p50 {At(50):F1}, p90 {At(90):F1}, p99 {At(99):F1}, p99.9 {At(99.9):F1}, longest {At(100):F1} ms");
        report.AtMost($"{how}, p50 in ms", At(50), median);
        report.AtMost($"{how}, p99 in ms", At(99), tail);
    }

    /// <returns>Percent of a core.</returns>
    private static async Task<double> LoadAsync(BenchTopics topics, string bootstrap, int rate, TimeSpan settling, TimeSpan duration)
    {
        var (input, output) = (await topics.CreateAsync(Partitions), await topics.CreateAsync(Partitions));
        using var data = new ScratchDirectory();
        using var host = Start(bootstrap, input, output, data, []);
        using var feed = rate > 0 ? await FeedAsync(bootstrap, input, rate) : null;
        await Task.Delay(settling);
        var before = host.Processor;
        await Task.Delay(duration);
        return (host.Processor - before) / duration * 100;
    }

    private static HostChild Start(string bootstrap, string input, string output, ScratchDirectory data, string[] options) => HostChild.Start(
    [
        "run", "click-counts", "--source", $"kafka:{bootstrap}/{input}", "--sink", $"kafka:{bootstrap}/{output}",
        "--window", "1s", "--out-of-orderness", "0s", "--data-dir", data.Path, .. options,
    ]).Ignoring(output: true, error: true);

    private static Task<ChildProcess> FeedAsync(string bootstrap, string topic, int rate) => ChildProcess.StartAsync(
        ChildRoles.TimedFeed, bootstrap, topic, Partitions.ToString(CultureInfo.InvariantCulture), rate.ToString(CultureInfo.InvariantCulture));
}
