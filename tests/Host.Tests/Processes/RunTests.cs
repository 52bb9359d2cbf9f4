namespace AkkaStreamProc.Host.Tests.Processes;

public sealed class RunTests : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);
    private static readonly string[] Command =
        ["run", "click-counts", "--source", "file:clicks.jsonl", "--sink", "file:out", "--window", "1m", "--data-dir", "state"];

    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task File_to_file_equals_the_batch_computation()
    {
        var log = WriteLog(20_000);

        var (exitCode, program) = await HostProgram.RunAsync(_directory, [.. Command, "--late", "file:late"]);

        exitCode.ShouldBe(0, program.Everything);
        program.Output[^1].ShouldBe(log.Summary);
        log.ShouldBeCountedIn(_directory.At("out"), program.Everything);
        Lines("late").ShouldBe(log.Late);
        Lines("state/bad").ShouldBe(log.Bad);
    }

    [Fact]
    public async Task Several_subtasks_count_the_same()
    {
        var log = WriteLog(20_000);

        var (exitCode, program) = await HostProgram.RunAsync(_directory, [.. Command, "--parallelism", "3", "--on-bad-record", "skip"]);

        exitCode.ShouldBe(0, program.Everything);
        program.Output[^1].ShouldBe(log.Summary);
        log.ShouldBeCountedIn(_directory.At("out"), program.Everything);
    }

    [Fact]
    public async Task Console_sink_has_standard_output_for_itself()
    {
        var log = WriteLog(2_000);

        var (exitCode, program) = await HostProgram.RunAsync(
            _directory, "run", "click-counts", "--source", "file:clicks.jsonl", "--sink", "console", "--window", "1m", "--data-dir", "state");

        exitCode.ShouldBe(0, program.Everything);
        program.Output.Count.ShouldBe(log.Windows);
        program.Output.ShouldAllBe(line => line.StartsWith("{\"user_id\":", StringComparison.Ordinal));
        program.Error.ShouldContain(log.Summary);
    }

    [Fact]
    public async Task Killed_job_continues_and_its_output_is_that_of_an_undisturbed_run()
    {
        var growing = new GrowingLog(_directory, Window, Bound);
        using (var committed = new CommittedFile(_directory.At("out")))
        {
            using var first = HostProgram.Start(_directory, [.. Command, .. GrowingLog.Options]);
            await committed.AppearsAsync();
            await first.KillAsync();
        }

        await growing.ShouldContinueAsync(Command);
    }

    [Fact]
    public async Task Sigterm_makes_a_savepoint_from_which_the_job_continues()
    {
        var growing = new GrowingLog(_directory, Window, Bound);
        using (var committed = new CommittedFile(_directory.At("out")))
        {
            using var first = HostProgram.Start(_directory, [.. Command, .. GrowingLog.Options]);
            await committed.AppearsAsync();
            first.Terminate();
            (await first.ExitAsync()).ShouldBe(0, first.Everything);
            first.Output.ShouldContain(line => line.StartsWith("Job click-counts is stopped", StringComparison.Ordinal), first.Everything);
        }

        await growing.ShouldContinueAsync([.. Command, "--parallelism", "2"]);
    }

    [Fact]
    public async Task Finished_job_says_so_also_when_its_input_is_gone()
    {
        var log = WriteLog(1_000);
        await HostProgram.RunAsync(_directory, Command);
        File.Delete(_directory.At("clicks.jsonl"));

        var (exitCode, program) = await HostProgram.RunAsync(_directory, Command);

        exitCode.ShouldBe(0, program.Everything);
        program.Output[0].ShouldContain("has finished before");
        program.Output[^1].ShouldBe(log.Summary);
    }

    [Fact]
    public async Task Fresh_start_says_what_it_discards_and_leaves_only_its_own_output()
    {
        var log = WriteLog(1_000);
        await HostProgram.RunAsync(_directory, Command);

        var (exitCode, program) = await HostProgram.RunAsync(_directory, [.. Command, "--fresh"]);

        exitCode.ShouldBe(0, program.Everything);
        program.Output.ShouldContain(line => line.StartsWith("Discarded: ", StringComparison.Ordinal), program.Everything);
        program.Output.ShouldContain(line => line.StartsWith("Set aside: 1 file(s) that earlier runs wrote to out ", StringComparison.Ordinal), program.Everything);
        program.Output[^1].ShouldBe(log.Summary);
        log.ShouldBeCountedIn(_directory.At("out"), program.Everything);
    }

    [Fact]
    public async Task Moved_data_directory_continues_the_job()
    {
        var log = WriteLog(1_000);
        await HostProgram.RunAsync(_directory, Command);
        Directory.Move(_directory.At("state"), _directory.At("moved"));

        var (exitCode, program) = await HostProgram.RunAsync(_directory, [.. Command[..^1], "moved"]);

        exitCode.ShouldBe(0, program.Everything);
        program.Output[^1].ShouldBe(log.Summary);
    }

    [Fact]
    public async Task Json_log_is_one_object_on_each_line()
    {
        WriteLog(100);

        var (exitCode, program) = await HostProgram.RunAsync(_directory, [.. Command, "--log-format", "json"]);

        exitCode.ShouldBe(0, program.Everything);
        program.Error.ShouldNotBeEmpty();
        program.Error.ShouldAllBe(line => line.StartsWith("{\"time\":", StringComparison.Ordinal) && line.EndsWith('}'));
    }

    [Fact]
    public async Task Version_is_that_of_the_product()
    {
        var (exitCode, program) = await HostProgram.RunAsync(_directory, "--version");

        exitCode.ShouldBe(0, program.Everything);
        program.Output[0].ShouldStartWith("0.1.0");
    }

    public void Dispose() => _directory.Dispose();

    private ClickLog WriteLog(int records) => ClickLog.Write(_directory.At("clicks.jsonl"), records, Window, Bound);

    private int Lines(string directory) =>
        Directory.EnumerateFiles(_directory.At(directory), "*.jsonl").Where(f => !Path.GetFileName(f).StartsWith('.')).Sum(f => File.ReadLines(f).Count());
}
