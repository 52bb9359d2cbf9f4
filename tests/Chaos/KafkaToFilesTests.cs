using AkkaStreamProc.Chaos.Clicks;
using AkkaStreamProc.Chaos.Runs;
using Xunit.Abstractions;

namespace AkkaStreamProc.Chaos;

public sealed class KafkaToFilesTests(ITestOutputHelper output)
{
    private static readonly TimeSpan KilledWithin = TimeSpan.FromMilliseconds(1500);

    [Theory]
    [InlineData(1, Disorder.WithStragglers, 20, true)]
    [InlineData(1, Disorder.WithStragglers, 8, false)]
    [InlineData(3, Disorder.WithinBound, 8, false)]
    internal async Task Kafka_to_files_survives_kill_9_at_random_moments(int partitions, Disorder disorder, int killsUnlessSet, bool keepsLate)
    {
        var kills = ChaosSettings.Kills(killsUnlessSet);
        await using var scene = await Scene.SetAsync(output);
        await using var topic = await scene.GrowTopicAsync(partitions, disorder);
        var job = new ClickCountsJob(scene.Place("killed"), topic.Address, keepsLate: keepsLate);
        var tally = new KillTally(ChaosSettings.Seed);

        for (var kill = 0; kill < kills; kill++)
        {
            using var process = job.Start();
            await process.LineWithAsync("The job is running.");
            if (kill % 3 != 2)
            {
                // However slow the machine is, most processes get as far as a checkpoint of their own.
                await job.CommitsAsync();
            }

            await tally.KillAsync(process, KilledWithin);
        }

        await topic.EndAsync();
        var last = await job.FinishAsync();
        tally.Note(last);
        var undisturbed = new ClickCountsJob(scene.Place("undisturbed"), topic.Address, keepsLate: keepsLate);
        var only = await undisturbed.FinishAsync();

        undisturbed.ShouldBeExactly(only, topic.Oracle);
        job.ShouldBeExactly(last, topic.Oracle);
        output.WriteLine($"{kills} kills, {tally.DistinctCheckpoints} checkpoints continued from, {topic.Oracle.Records} records, {topic.Oracle.Late.Count} late, {topic.Oracle.Bad.Count} bad");
        tally.DistinctCheckpoints.ShouldBeGreaterThan(kills / 2, "too few kills fell behind a new checkpoint for the test to mean something");
    }
}
