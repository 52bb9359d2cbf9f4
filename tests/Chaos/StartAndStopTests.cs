using AkkaStreamProc.Chaos.Clicks;
using AkkaStreamProc.Chaos.Processes;
using AkkaStreamProc.Chaos.Runs;
using Xunit.Abstractions;

namespace AkkaStreamProc.Chaos;

public sealed class StartAndStopTests(ITestOutputHelper output)
{
    private const int MaxParallelism = 4;

    private static readonly TimeSpan StartTakes = TimeSpan.FromMilliseconds(2500);
    private static readonly TimeSpan StopTakes = TimeSpan.FromMilliseconds(400);

    [Fact]
    public async Task Kafka_to_files_survives_kill_9_while_it_starts_and_stops_with_another_parallelism_each_time()
    {
        await using var scene = await Scene.SetAsync(output);
        await using var topic = await scene.GrowTopicAsync(partitions: 2, Disorder.WithinBound);
        var job = new ClickCountsJob(scene.Place("killed"), topic.Address, keepsLate: false);
        var random = new Random(ChaosSettings.Seed);
        var tally = new KillTally(ChaosSettings.Seed);

        for (var kill = 0; kill < ChaosSettings.Kills(unlessSet: 8); kill++)
        {
            using var process = job.Start("--parallelism", $"{random.Next(1, MaxParallelism + 1)}");
            if (kill % 2 == 0)
            {
                await RunAndStopAsync(job, process);
                await tally.KillAsync(process, StopTakes);
            }
            else
            {
                await tally.KillAsync(process, StartTakes);
            }
        }

        await topic.EndAsync();
        var last = await job.FinishAsync();
        tally.Note(last);
        job.ShouldBeExactly(last, topic.Oracle);
        output.WriteLine($"{tally.DistinctCheckpoints} checkpoints continued from, {topic.Oracle.Records} records, {topic.Oracle.Bad.Count} bad");
        tally.DistinctCheckpoints.ShouldBeGreaterThan(1, "too few kills fell behind a new checkpoint for the test to mean something");
    }

    private static async Task RunAndStopAsync(ClickCountsJob job, HostProcess process)
    {
        await process.LineWithAsync("The job is running.");
        await job.CommitsAsync();
        process.Terminate();
    }
}
