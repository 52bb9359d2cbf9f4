using AkkaStreamProc.Chaos.Runs;
using Xunit.Abstractions;

namespace AkkaStreamProc.Chaos;

/// <summary>The command <c>chaos</c>, small: what it proves, and that it can find what it looks for.</summary>
public sealed class ExactlyOnceTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Kafka_to_Kafka_survives_kills_at_random_moments_and_around_the_commit()
    {
        var kills = ChaosSettings.Kills(5);

        var (exitCode, table) = await ChaosCommand.RunAsync(
            output, "--kills", $"{kills}", "--kill-points", "CompletionJournalled,MarkerSent,CommitSent,CommitAnswered,OutboxWritten", "--scenarios", "none");

        exitCode.ShouldBe(0);
        table["kills at random moments"].ShouldBe(kills);
        table["deaths at kill points"].ShouldBe(6, "one of them leads to another");
        table["records in"].ShouldBeGreaterThan(0);
        table["records out"].ShouldBe(table["records in"]);
        ChaosCommand.Faults(table).ShouldBe(0);
        table["open transactions"].ShouldBe(0);
    }

    [Fact]
    public async Task Output_that_is_written_at_least_once_is_found_doubled()
    {
        // The records of the epoch are written when all snapshots are, and are read once more because the checkpoint never completes.
        var (exitCode, table) = await ChaosCommand.RunAsync(
            output, "--guarantee", "at-least-once", "--kills", "0", "--kill-points", "AllAcknowledged", "--kill-points-each", "3", "--scenarios", "none");

        exitCode.ShouldBe(1);
        table["doubled"].ShouldBeGreaterThan(0);
    }
}
