using AkkaStreamProc.Chaos.Clicks;
using AkkaStreamProc.Chaos.Runs;
using Confluent.Kafka;
using Xunit.Abstractions;

namespace AkkaStreamProc.Chaos;

/// <summary>A log of <c>CHAOS_LINES</c> lines on every way through the product, against a computation without it.</summary>
public sealed class LargeLogTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1, true)]
    [InlineData(4, false)]
    public async Task File_to_file_is_what_a_batch_computation_says(int parallelism, bool keepsLate)
    {
        await using var scene = await Scene.SetAsync(output);
        var log = new LargeLog(scene.Place("log"), ChaosSettings.Lines);
        var job = new ClickCountsJob(scene.Place("job"), log.Address, keepsLate: keepsLate);

        var last = await job.FinishAsync("--parallelism", $"{parallelism}");

        job.ShouldBeExactly(last, log.OfFile);
        Tell(log.OfFile);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, true)]
    public async Task Kafka_to_file_is_what_a_batch_computation_says(int parallelism, bool keepsLate)
    {
        await using var scene = await Scene.SetAsync(output);
        var log = new LargeLog(scene.Place("log"), ChaosSettings.Lines);
        await scene.Broker.CreateTopicAsync("clicks", 1);
        var job = new ClickCountsJob(scene.Place("job"), log.CopyTo(scene.Broker.BootstrapServers, "clicks"), keepsLate: keepsLate);

        var last = await job.FinishAsync("--parallelism", $"{parallelism}");

        job.ShouldBeExactly(last, log.OfTopic);
        Tell(log.OfTopic);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(4, false)]
    public async Task File_to_Kafka_exactly_once_is_what_a_batch_computation_says(int parallelism, bool keepsLate)
    {
        await using var scene = await Scene.SetAsync(output);
        var log = new LargeLog(scene.Place("log"), ChaosSettings.Lines);
        await scene.Broker.CreateTopicAsync("counts", 1);
        var job = new ClickCountsJob(scene.Place("job"), log.Address, $"kafka:{scene.Broker.BootstrapServers}/counts", keepsLate);

        var last = await job.FinishAsync("--parallelism", $"{parallelism}", "--guarantee", "exactly-once");

        job.ShouldBeExactly(last, log.OfFile, Committed(scene.Broker.BootstrapServers, "counts"));
        Tell(log.OfFile);
    }

    private static List<string> Committed(string bootstrap, string topic)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = "check",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            IsolationLevel = IsolationLevel.ReadCommitted,
        };
        using var consumer = new ConsumerBuilder<Ignore, string>(config).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        var lines = new List<string>();
        while (consumer.Consume(Patience) is { IsPartitionEOF: false } record)
        {
            lines.Add(record.Message.Value);
        }

        return lines;
    }

    private void Tell(ClickOracle oracle) =>
        output.WriteLine($"{oracle.Records} records, {oracle.Late.Count} late, {oracle.Bad.Count} bad, {oracle.Counts.Count()} counts");
}
