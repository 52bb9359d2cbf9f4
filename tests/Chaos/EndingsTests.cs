using AkkaStreamProc.Chaos.Clicks;
using AkkaStreamProc.Chaos.Processes;
using AkkaStreamProc.Chaos.Runs;
using AkkaStreamProc.Host.Chaos.Records;
using Confluent.Kafka;
using Xunit.Abstractions;

namespace AkkaStreamProc.Chaos;

/// <summary>However a job with an exactly-once sink ends, the brokers have no open transaction of it: at once, or where it was killed after its next start.</summary>
public sealed class EndingsTests(ITestOutputHelper output)
{
    private const string Output = "counts";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly string[] ExactlyOnce = ["--guarantee", "exactly-once"];

    [Fact]
    public async Task Killed_job_that_goes_on_with_fewer_subtasks_and_is_stopped_leaves_nothing_open()
    {
        await using var scene = await Scene.SetAsync(output);
        await using var topic = await scene.GrowTopicAsync(partitions: 3, Disorder.WithinBound);
        var job = await JobAsync(scene, topic);
        using (var killed = job.Start([.. ExactlyOnce, "--parallelism", "3"]))
        {
            await WritesAsync(scene);
            await killed.KillAsync();
        }

        using var stopped = job.Start([.. ExactlyOnce, "--parallelism", "1"]);
        await stopped.LineWithAsync("The job is running.");
        await WritesAsync(scene);
        stopped.Terminate();
        await stopped.SucceedAsync();

        (await OpenAsync(scene)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Job_that_is_ended_at_once_and_then_finishes_leaves_nothing_open()
    {
        await using var scene = await Scene.SetAsync(output);
        await using var topic = await scene.GrowTopicAsync(partitions: 3, Disorder.WithinBound);
        var job = await JobAsync(scene, topic);
        using (var ended = job.Start([.. ExactlyOnce, "--parallelism", "3"]))
        {
            await WritesAsync(scene);
            ended.Terminate();
            ended.Terminate();
            await ended.ExitCodeAsync();
        }

        await topic.EndAsync();
        await job.FinishAsync([.. ExactlyOnce, "--parallelism", "3"]);

        (await OpenAsync(scene)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Job_that_fails_for_good_leaves_nothing_open()
    {
        await using var scene = await Scene.SetAsync(output);
        await using var topic = await scene.GrowTopicAsync(partitions: 3, Disorder.WithinBound);
        var job = await JobAsync(scene, topic);

        // One record of five hundred is bad.
        using var failing = job.Start([.. ExactlyOnce, "--parallelism", "3", "--on-bad-record", "fail", "--set", "akka-stream-proc.host.job.restart.max-failures=0"]);

        (await failing.ExitCodeAsync()).ShouldNotBe(0);
        failing.Output.ToString().ShouldContain("The job is Failed.");
        (await OpenAsync(scene)).ShouldBeEmpty();
    }

    private static async Task<ClickCountsJob> JobAsync(Scene scene, GrowingTopic topic)
    {
        await scene.Broker.CreateTopicAsync(Output, 3);
        return new ClickCountsJob(scene.Place("job"), topic.Address, $"kafka:{scene.Broker.BootstrapServers}/{Output}");
    }

    private static Task<IReadOnlyList<string>> OpenAsync(Scene scene) => OpenTransactions.ListAsync(scene.Broker.BootstrapServers);

    /// <summary>Returns when the job has written something more, whose transaction is most likely open still.</summary>
    private static Task WritesAsync(Scene scene) => Task.Run(() =>
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = scene.Broker.BootstrapServers,
            GroupId = "look",
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadUncommitted,
        };
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(config).Build();
        consumer.Assign(Enumerable.Range(0, 3).Select(p => new TopicPartitionOffset(Output, p, Offset.End)));
        consumer.Consume(Patience).ShouldNotBeNull("the job writes nothing");
    });
}
