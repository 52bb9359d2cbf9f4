using System.Globalization;
using Akka.Event;
using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Examples.ClickCounts;
using AkkaStreamProc.Host.Brokers;
using AkkaStreamProc.Host.Jobs;
using AkkaStreamProc.Host.Logging;
using AkkaStreamProc.Host.Runs;
using AkkaStreamProc.Host.Settings;
using AkkaStreamProc.Host.Terminals;

namespace AkkaStreamProc.Host.Demo;

/// <summary>
/// The demonstration: an embedded broker, a generator of clicks, the job click-counts between two topics, and a reader
/// that shows what the job wrote.
/// </summary>
internal sealed class DemoRun(HostSettings settings, Terminal terminal, Log log, StopSignals signals)
{
    private long _watermark = long.MinValue;
    private bool _hasRun;

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(DemoRequest request)
    {
        Directory.CreateDirectory(request.DataDirectory);
        var kafka = await StartBrokerAsync(request).ConfigureAwait(false);
        await using (kafka.ConfigureAwait(false))
        {
            await new TopicRequest(DemoTopics.Clicks, DemoTopics.ClickPartitions).EnsureAsync(kafka).ConfigureAwait(false);
            await new TopicRequest(DemoTopics.Counts, 1).EnsureAsync(kafka).ConfigureAwait(false);
            var producer = new ClickProducer(new ClickGenerator(ReadGenerator(request)), kafka.BootstrapServers, request.Rate);
            var clicks = producer.FindEnd();
            Introduce(request, kafka, clicks);

            using var end = CancellationTokenSource.CreateLinkedTokenSource(signals.Cancellation);
            using var deadline = new Timer(_ => signals.Request());
            var others = Task.WhenAll(
                producer.RunAsync(end.Token),
                new CountsReader(kafka.BootstrapServers, window => log.Say(window.Describe()), () => Volatile.Read(ref _watermark)).RunAsync(end.Token));
            try
            {
                return await new HostedRun(settings, terminal, log, signals)
                    .RunAsync(Define(request, kafka), settings.Job, status => Observe(status, request.Duration, deadline), EndOthersAsync)
                    .ConfigureAwait(false);
            }
            finally
            {
                await EndOthersAsync().ConfigureAwait(false);
            }

            async Task EndOthersAsync()
            {
                await end.CancelAsync().ConfigureAwait(false);
                await others.ConfigureAwait(false);
            }
        }
    }

    private static GeneratorSettings ReadGenerator(DemoRequest request)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        return GeneratorSettings.ReadOrKeep(request.DataDirectory, new GeneratorSettings(request.Seed, now - now % 60_000, 1_000_000 / request.Rate));
    }

    private static JobDefinition Define(DemoRequest request, EmbeddedKafka kafka) => new(
        new ClickCountsJob(),
        new Dictionary<string, string>
        {
            ["source"] = $"kafka:{kafka.BootstrapServers}/{DemoTopics.Clicks}",
            ["sink"] = $"kafka:{kafka.BootstrapServers}/{DemoTopics.Counts}",
            ["window"] = "10s",
            ["out-of-orderness"] = "2s",
        },
        Path.Combine(request.DataDirectory, "job"));

    private Task<EmbeddedKafka> StartBrokerAsync(DemoRequest request) => EmbeddedKafka.StartAsync(
        new EmbeddedKafkaOptions
        {
            Port = request.Port,
            DataDirectory = Path.Combine(request.DataDirectory, "kafka"),
            // A demonstration that is continued after weeks writes times of then.
            TopicDefaults = new Dictionary<string, string> { ["retention.ms"] = "-1" },
            Report = message => log.Write(DateTimeOffset.UtcNow, LogLevel.InfoLevel, "broker", message),
        },
        signals.Cancellation);

    private void Introduce(DemoRequest request, EmbeddedKafka kafka, long clicks)
    {
        log.Say($"Embedded Kafka broker at {kafka.BootstrapServers}, everything in {request.DataDirectory}.");
        log.Say(string.Create(CultureInfo.InvariantCulture, $"A generator writes {request.Rate:N0} clicks a second to the topic '{DemoTopics.Clicks}', in disorder, some too late, some broken{(clicks > 0 ? $", from click {clicks:N0} on" : "")}."));
        log.Say($"The job counts them for each user in windows of 10 s and writes to the topic '{DemoTopics.Counts}', from where the lines below are read.");
        log.Say($"Look for yourself:  kcat -C -b {kafka.BootstrapServers} -t {DemoTopics.Counts} -o -10");
        log.Say("Kill it as hard as you like (kill -9) and start it again: it continues, nothing is lost and nothing counted twice. Ctrl-C stops it.");
    }

    private void Observe(JobStatus status, TimeSpan? duration, Timer deadline)
    {
        Volatile.Write(ref _watermark, status.Watermark);
        if (!_hasRun && status.State == JobState.Running && duration is { } time)
        {
            // The time that is asked for is that of the job, however long the machine takes to start it.
            _hasRun = true;
            deadline.Change(time, Timeout.InfiniteTimeSpan);
        }
    }
}
