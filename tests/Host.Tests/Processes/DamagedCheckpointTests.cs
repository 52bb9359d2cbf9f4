using System.Globalization;
using System.Text.RegularExpressions;

namespace AkkaStreamProc.Host.Tests.Processes;

/// <summary>The newest checkpoint cannot be read, and an older one is whole.</summary>
public sealed partial class DamagedCheckpointTests : IDisposable
{
    private const int Records = 300;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("deleted")]
    [InlineData("cut")]
    [InlineData("flipped")]
    [InlineData("empty")]
    public async Task Damaged_checkpoint_ends_the_job_at_once_with_the_one_that_is_whole(string damage)
    {
        var older = await RunAsync(1);
        var newer = await RunAsync(2);
        foreach (var file in SnapshotsOf(newer))
        {
            Damage(file, damage);
        }

        var (exitCode, program) = await HostProgram.RunAsync(_directory, Command());

        exitCode.ShouldBe(1, program.Everything);
        program.Everything.ShouldContain($"Retained and whole: {older}");
        // The newest that is whole: the savepoint of the first run, or a checkpoint that the second made before it stopped.
        Number(Advice().Match(program.Everything).Groups[1].Value).ShouldBeInRange(Number(older), Number(newer) - 1);
        program.Everything.ShouldNotContain("The next begins in");
    }

    [Fact]
    public async Task Falling_back_says_what_it_means_asks_for_the_sinks_by_name_and_gives_the_same_output()
    {
        var older = await RunAsync(1);
        var newer = await RunAsync(2);
        var before = Lines();
        foreach (var file in SnapshotsOf(newer))
        {
            File.Delete(file);
        }

        var (exitCode, asked) = await HostProgram.RunAsync(_directory, Command("--from", older));
        exitCode.ShouldBe(1, asked.Everything);
        asked.Everything.ShouldContain($"{Records} records that were read since are read again");
        Lines().ShouldBe(before);

        string[] allowed = ["--from", older, .. Allowance().Matches(asked.Everything).Select(m => m.Groups[1].Value).Distinct().SelectMany(sink => new[] { "--allow-repeated-output", sink })];
        var (_, refused) = await HostProgram.RunAsync(_directory, Command(allowed));
        refused.Everything.ShouldContain($"after checkpoint {older}");
        Lines().ShouldBe(before);

        foreach (var file in Parts().Where(f => long.Parse(Path.GetFileNameWithoutExtension(f).Split('-')[^1], CultureInfo.InvariantCulture) > long.Parse(older, CultureInfo.InvariantCulture)).ToList())
        {
            File.Delete(file);
        }

        await ReadAllAsync(2 * Records, Command());
        Lines().ShouldBe(before);
    }

    [GeneratedRegex("with --from (\\d+)")]
    private static partial Regex Advice();

    [GeneratedRegex("--allow-repeated-output ([a-z]+)")]
    private static partial Regex Allowance();

    [GeneratedRegex("continues from checkpoint (\\d+)")]
    private static partial Regex Savepoint();

    private static string[] Command(params string[] more) =>
    [
        "run", "click-counts", "--source", "file:clicks.jsonl", "--sink", "file:out", "--window", "10s", "--data-dir", "state",
        "--set", "akka-stream-proc.checkpoints.inline-limit=1", .. GrowingLog.Options, .. more,
    ];

    private static long Number(string checkpoint) => long.Parse(checkpoint, CultureInfo.InvariantCulture);

    private static void Damage(string file, string damage)
    {
        var bytes = File.ReadAllBytes(file);
        switch (damage)
        {
            case "deleted":
                File.Delete(file);
                break;
            case "cut":
                File.WriteAllBytes(file, bytes[..^9]);
                break;
            case "flipped":
                bytes[bytes.Length / 2] ^= 1;
                File.WriteAllBytes(file, bytes);
                break;
            default:
                File.WriteAllBytes(file, []);
                break;
        }
    }

    /// <summary>Lets the file grow to some times its records, and stops the job when it has read them.</summary>
    /// <returns>The savepoint.</returns>
    private Task<string> RunAsync(int times)
    {
        _directory.Write("clicks.jsonl", string.Concat(Enumerable.Range(0, times * Records)
            .Select(i => $"{{\"user_id\":\"u{i % 7}\",\"url\":\"/\",\"event_time\":{i * 1000}}}\n")));
        return ReadAllAsync(times * Records, Command());
    }

    private async Task<string> ReadAllAsync(int records, string[] command)
    {
        using var program = HostProgram.Start(_directory, command);
        await program.LineAsync($"  in {records:N0} (");
        program.Terminate();
        (await program.ExitAsync()).ShouldBe(0, program.Everything);
        // The one it stopped with; it may also say which one it had begun from.
        return Savepoint().Matches(program.Everything).MaxBy(m => long.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))!.Groups[1].Value;
    }

    private IEnumerable<string> SnapshotsOf(string checkpoint) => Directory.EnumerateFiles(
        Path.Combine(Directory.GetDirectories(_directory.At("state/savepoints")).Single(), $"savepoint-{checkpoint}"), "*.snapshot").ToList();

    private IEnumerable<string> Parts() => new[] { "out", "state/bad" }.Select(_directory.At).Where(Directory.Exists).SelectMany(d => Directory.EnumerateFiles(d, "part-*"));

    private string[] Lines() => [.. Parts().SelectMany(File.ReadAllLines).Order(StringComparer.Ordinal)];
}
