namespace AkkaStreamProc.Host.Tests.Processes;

/// <summary>A store is lost, or another one is given, while the directory of the sink still holds output.</summary>
public sealed class LostStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public LostStoreTests() =>
        _directory.Write("clicks.jsonl", string.Concat(Enumerable.Range(0, 300).Select(i => $"{{\"user_id\":\"u{i % 7}\",\"url\":\"/\",\"event_time\":{i * 1000}}}\n")));

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("deleted")]
    [InlineData("another")]
    [InlineData("emptied")]
    public async Task Start_beside_output_of_a_lost_store_is_refused_however_often_it_is_tried(string loss)
    {
        (await RunAsync("state")).ExitCode.ShouldBe(0);
        var before = Lines();
        before.ShouldNotBeEmpty();
        if (loss == "deleted")
        {
            Directory.Delete(Path.Combine(_directory.FullPath, "state"), recursive: true);
        }
        else if (loss == "emptied")
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(_directory.FullPath, "state"), "state.db*").ToList())
            {
                File.WriteAllBytes(file, []);
            }
        }

        for (var start = 1; start <= 2; start++)
        {
            var (exitCode, program) = await RunAsync(loss == "another" ? "other" : "state");

            exitCode.ShouldBe(1, program.Everything);
            program.Everything.ShouldContain("in another life of the job");
            Lines().ShouldBe(before);
        }
    }

    [Fact]
    public async Task Fresh_start_sets_the_output_of_the_lost_store_aside_and_writes_it_again()
    {
        await RunAsync("state");
        var before = Lines();

        var (exitCode, program) = await RunAsync("other", "--fresh");

        exitCode.ShouldBe(0, program.Everything);
        program.Everything.ShouldContain("Set aside");
        Lines().ShouldBe(before);
    }

    [Fact]
    public async Task Second_job_with_the_directory_of_a_running_one_is_refused_and_the_first_goes_on()
    {
        using var first = HostProgram.Start(_directory, Command("state", "--follow"));
        await first.LineAsync("is running");

        foreach (var more in new string[][] { [], ["--fresh"] })
        {
            var (exitCode, second) = await RunAsync("other", [.. more, "--follow"]);
            exitCode.ShouldNotBe(0, second.Everything);
            second.Everything.ShouldContain("is being written into by the sink");
        }

        first.Terminate();
        (await first.ExitAsync()).ShouldBe(0, first.Everything);
        Lines().ShouldBeUnique();
    }

    private static string[] Command(string dataDirectory, params string[] more) =>
        ["run", "click-counts", "--source", "file:clicks.jsonl", "--sink", "file:out", "--window", "1m", "--data-dir", dataDirectory, .. more];

    private Task<(int ExitCode, HostProgram Program)> RunAsync(string dataDirectory, params string[] more) =>
        HostProgram.RunAsync(_directory, Command(dataDirectory, more));

    private string[] Lines() =>
        [.. Directory.EnumerateFiles(Path.Combine(_directory.FullPath, "out"), "part-*").SelectMany(File.ReadAllLines).Order(StringComparer.Ordinal)];
}
