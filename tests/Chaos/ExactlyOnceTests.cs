using System.Globalization;
using System.Text.RegularExpressions;
using AkkaStreamProc.Chaos.Processes;
using Xunit.Abstractions;

namespace AkkaStreamProc.Chaos;

/// <summary>The command <c>chaos</c>, small: what it proves, and that it can find what it looks for.</summary>
public sealed partial class ExactlyOnceTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Kafka_to_Kafka_survives_kills_at_random_moments_and_around_the_commit()
    {
        var kills = ChaosSettings.Kills(5);

        var (exitCode, table) = await RunAsync(
            "--kills", $"{kills}", "--kill-points", "CompletionJournalled,MarkerSent,CommitSent,CommitAnswered,OutboxWritten", "--scenarios", "none");

        exitCode.ShouldBe(0);
        table["kills at random moments"].ShouldBe(kills);
        table["deaths at kill points"].ShouldBe(6, "one of them leads to another");
        table["records in"].ShouldBeGreaterThan(0);
        table["records out"].ShouldBe(table["records in"]);
        Faults(table).ShouldBe(0);
        table["open transactions"].ShouldBe(0);
    }

    [Fact]
    public async Task Output_that_is_written_at_least_once_is_found_doubled()
    {
        // The records of the epoch are written when all snapshots are, and are read once more because the checkpoint never completes.
        var (exitCode, table) = await RunAsync(
            "--guarantee", "at-least-once", "--kills", "0", "--kill-points", "AllAcknowledged", "--kill-points-each", "3", "--scenarios", "none");

        exitCode.ShouldBe(1);
        table["doubled"].ShouldBeGreaterThan(0);
    }

    private static long Faults(Dictionary<string, long> table) => table["lost"] + table["doubled"] + table["reordered"] + table["miscounted"];

    private async Task<(int ExitCode, Dictionary<string, long> Table)> RunAsync(params string[] options)
    {
        using var process = HostProcess.Start(["chaos", "--seed", $"{ChaosSettings.Seed}", .. options]);
        var exitCode = await process.ExitCodeAsync(Patience);
        output.WriteLine(process.Output.ToString());
        var rows = process.Output.Lines.Select(line => Row().Match(line)).Where(row => row.Success);
        return (exitCode, rows.ToDictionary(row => row.Groups[1].Value.Trim(), row => long.Parse(row.Groups[2].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture)));
    }

    [GeneratedRegex(@"^(.{46}) *([0-9,]+)$")]
    private static partial Regex Row();
}
