using System.Globalization;
using System.Text.RegularExpressions;

namespace AkkaStreamProc.Host.Tests.Processes;

/// <summary>A savepoint is described, copied, and continued from in another data directory.</summary>
public sealed partial class SavepointTests : IDisposable
{
    private const int Records = 300;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Job_moves_with_its_savepoint_to_another_data_directory_and_counts_on()
    {
        Log(1);
        var savepoint = await StopAsync("first");
        Directory.Move(savepoint, _directory.At("moved"));
        Directory.Delete(_directory.At("first"), recursive: true);
        var (exitCode, described) = await HostProgram.RunAsync(_directory, "savepoint", "describe", "moved", "--verify");
        exitCode.ShouldBe(0, described.Everything);
        described.Everything.ShouldContain("of the job click-counts");
        described.Everything.ShouldContain("key groups");
        described.Everything.ShouldContain("Every file is as it was written.");

        Log(2);
        await StopAsync("second", 2 * Records, "--from", "moved");

        Lines().ShouldBe(Expected());
        var (again, refused) = await HostProgram.RunAsync(_directory, Command("third", "--from", "moved"));
        again.ShouldBe(1, refused.Everything);
        refused.Everything.ShouldContain("written after checkpoint");
    }

    [Fact]
    public async Task What_becomes_of_state_is_told_of_the_store_and_of_a_savepoint_before_anything_runs()
    {
        Log(1);
        var savepoint = await StopAsync("first");
        string[] job = ["check", .. Command("first").Skip(1)];

        var (kept, same) = await HostProgram.RunAsync(_directory, job);
        kept.ShouldBe(0, same.Everything);
        same.Everything.ShouldContain("panes: kept");
        same.Everything.ShouldContain("The job continues.");

        foreach (var from in new[] { Array.Empty<string>(), ["--from", savepoint] })
        {
            var (changed, other) = await HostProgram.RunAsync(_directory, [.. job, "--allowed-lateness", "3m", .. from]);
            changed.ShouldBe(1, other.Everything);
            other.Everything.ShouldContain("panes: dropped (the operator was 'count in tumbling");
            other.Everything.ShouldContain("--allow-dropped-state counts/panes");
            (await HostProgram.RunAsync(_directory, [.. job, "--allowed-lateness", "3m", "--allow-dropped-state", "counts/panes", .. from])).ExitCode.ShouldBe(0);
        }
    }

    [Fact]
    public async Task Damaged_savepoint_is_found_by_whoever_looks()
    {
        Log(1);
        var savepoint = await StopAsync("first");
        var file = Directory.GetFiles(savepoint, "*.snapshot").MaxBy(f => new FileInfo(f).Length)!;
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);

        var (exitCode, program) = await HostProgram.RunAsync(_directory, "savepoint", "describe", savepoint, "--verify");

        exitCode.ShouldBe(2);
        program.Everything.ShouldContain(Path.GetFileName(file));
        program.Everything.ShouldContain("was damaged");
    }

    [Fact]
    public async Task Data_directory_moves_with_its_savepoint()
    {
        Log(1);
        await StopAsync("first");
        Directory.Move(_directory.At("first"), _directory.At("elsewhere"));
        Log(2);

        await StopAsync("elsewhere", 2 * Records);

        Lines().ShouldBe(Expected());
    }

    [Fact]
    public async Task Fresh_start_from_a_savepoint_that_is_none_changes_nothing_and_one_that_is_keeps_its_output()
    {
        Log(1);
        var savepoint = await StopAsync("first");
        var before = Lines();
        var (exitCode, refused) = await HostProgram.RunAsync(_directory, Command("first", "--fresh", "--from", Path.GetDirectoryName(savepoint)!));
        exitCode.ShouldBe(1, refused.Everything);
        refused.Everything.ShouldContain("is no savepoint");
        Lines().ShouldBe(before);
        Log(2);

        await StopAsync("first", 2 * Records, "--fresh", "--from", savepoint);

        Lines().ShouldBe(Expected());
    }

    [Fact]
    public async Task Savepoints_go_where_the_setting_says()
    {
        Log(1);
        var savepoint = await StopAsync("first", Records, "--set", $"akka-stream-proc.checkpoints.savepoint-directory={_directory.At("mine")}");

        savepoint.ShouldStartWith(_directory.At("mine"));
        File.Exists(Path.Combine(savepoint, "manifest.json")).ShouldBeTrue();
    }

    [GeneratedRegex("The savepoint lies in '([^']+)'")]
    private static partial Regex Place();

    private static string[] Command(string data, params string[] more) =>
    [
        "run", "click-counts", "--source", "file:clicks.jsonl", "--sink", "file:out", "--window", "10s", "--data-dir", data, .. GrowingLog.Options, .. more,
    ];

    private static string[] Expected() =>
    [
        .. Enumerable.Range(0, 2 * Records).GroupBy(i => (User: $"u{i % 7}", Start: i / 10))
            .Where(w => (w.Key.Start + 1) * 10 < 2 * Records - 5)
            .Select(w => $"{{\"user_id\":\"{w.Key.User}\",\"window_start\":\"{At(w.Key.Start)}\",\"window_end\":\"{At(w.Key.Start + 1)}\",\"count\":{w.Count()}}}")
            .Order(StringComparer.Ordinal),
    ];

    private static string At(int window) =>
        DateTimeOffset.FromUnixTimeSeconds(window * 10).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private void Log(int times) => _directory.Write("clicks.jsonl", string.Concat(Enumerable.Range(0, times * Records)
        .Select(i => $"{{\"user_id\":\"u{i % 7}\",\"url\":\"/\",\"event_time\":{i * 1000}}}\n")));

    private async Task<string> StopAsync(string data, int records = Records, params string[] more)
    {
        using var program = HostProgram.Start(_directory, Command(data, more));
        await program.LineAsync($"  in {records:N0} (");
        program.Terminate();
        (await program.ExitAsync()).ShouldBe(0, program.Everything);
        return Place().Match(program.Everything).Groups[1].Value;
    }

    private string[] Lines() =>
    [
        .. Directory.EnumerateFiles(_directory.At("out"), "part-*").SelectMany(File.ReadAllLines).Order(StringComparer.Ordinal),
    ];
}
