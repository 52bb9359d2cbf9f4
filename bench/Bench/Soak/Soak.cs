using System.Diagnostics;
using System.Globalization;
using AkkaStreamProc.Actors;
using AkkaStreamProc.Bench.Kafka;
using AkkaStreamProc.Bench.Measuring;
using AkkaStreamProc.Bench.Shared;
using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Examples.ClickCounts;

namespace AkkaStreamProc.Bench.Soak;

/// <summary>A job that runs on and on: whether memory and the store stay as they are.</summary>
/// <remarks>
/// Clicks come at a steady rate from another process through a topic whose retention is at work. The first fifth of the run
/// is left out: pools fill, code is compiled, the store reaches its size.
/// </remarks>
internal sealed class Soak : IBenchmark
{
    private const int Partitions = 4;
    private const double LeftOut = 0.2;
    private const double AllowedManagedPerMinute = 0.25;
    private const double AllowedWorkingSetPerMinute = 1;
    private const double AllowedStorePerMinute = 0.25;
    private static readonly TimeSpan SampleInterval = TimeSpan.FromSeconds(3);

    public string Name => "soak";

    public string Question => "memory and store of a job that runs for minutes, checkpoint every second";

    public async Task RunAsync(BenchmarkArguments arguments, Report report)
    {
        var minutes = arguments.Number("minutes", 10);
        var clicksPerSecond = (int)arguments.Number("rate", 20_000);
        using var broker = await BrokerProcess.StartAsync();
        var retention = new Dictionary<string, string> { ["segment.bytes"] = "8388608", ["retention.bytes"] = "33554432" };
        var topic = await new BenchTopics(broker.Bootstrap).CreateAsync(Partitions, retention);
        await using var system = new BenchSystem();
        var options = new KafkaSourceOptions { Bootstrap = broker.Bootstrap, Topics = [topic] };
        var sink = new DiscardingSink<ClickCount>();
        var job = await StreamProcessing.For(system.System).SubmitAsync(
            ClickCountJob.Graph(system.NextJobName(), options, new ClickDeserializer(), sink));

        using var feed = await ChildProcess.StartAsync(
            ChildRoles.Feed, broker.Bootstrap, topic, clicksPerSecond.ToString(CultureInfo.InvariantCulture));
        var start = Cost.Now;
        var samples = await SampleAsync(TimeSpan.FromMinutes(minutes), system.StoreDirectory, report);
        var cost = Cost.Now - start;
        var end = await job.StopWithSavepointAsync();
        report.Line($"{end.RecordsIn:N0} clicks, {end.RecordsLate} late, {sink.Count:N0} counts, {end.LastCheckpoint?.Id} checkpoints, {end.Attempt} attempt; {cost.Processor / cost.Elapsed:P0} of a core");
        ArgumentOutOfRangeException.ThrowIfNotEqual(end.Attempt, 1);
        Judge(samples, report);
    }

    private static async Task<List<MemorySample>> SampleAsync(TimeSpan duration, string storeDirectory, Report report)
    {
        var samples = new List<MemorySample>();
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(SampleInterval);
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            await timer.WaitForNextTickAsync();
            samples.Add(MemorySample.Take(Stopwatch.GetElapsedTime(started), storeDirectory));
            if (samples.Count % 10 == 0)
            {
                Describe(samples[^1], report);
            }
        }

        return samples;
    }

    private static void Describe(MemorySample sample, Report report) =>
        report.Line($"{sample.At:mm\\:ss}  managed {sample.Managed:F1} MB of {sample.Committed:F1} MB committed, working set {sample.WorkingSet:F1} MB, {sample.Threads} threads, store {sample.Store:F2} MB");

    private static void Judge(List<MemorySample> samples, Report report)
    {
        var judged = samples.Where(s => s.At >= samples[^1].At * LeftOut).ToList();
        double PerMinute(Func<MemorySample, double> part) => Trend.Slope([.. judged.Select(s => (s.At.TotalMinutes, part(s)))]);
        report.AtMost("managed heap, MB more each minute", PerMinute(s => s.Managed), AllowedManagedPerMinute);
        report.AtMost("working set, MB more each minute", PerMinute(s => s.WorkingSet), AllowedWorkingSetPerMinute);
        report.AtMost("store, MB more each minute", PerMinute(s => s.Store), AllowedStorePerMinute);
    }
}
