using System.Globalization;

namespace AkkaStreamProc.Host.Tests.Processes;

/// <summary>A job whose state outgrows what the process may have.</summary>
public sealed class OutOfMemoryTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task Process_without_memory_ends_at_once_and_says_who_holds_the_most()
    {
        WriteClicksOfManyUsers(900_000);
        using var program = HostProgram.Start(
            _directory,
            new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = "0x6000000" },
            "run", "click-counts", "--source", "file:clicks.jsonl", "--sink", "file:out", "--window", "1d", "--parallelism", "1", "--data-dir", "state");

        (await program.ExitAsync()).ShouldBe(4, program.Everything);

        program.Everything.ShouldContain("The process is out of memory and ends");
        program.Everything.ShouldContain("of 96 MiB");
        // As measured in the half second before.
        program.Everything.ShouldMatch("ends: .*The most is held by .*'counts' of the job 'click-counts'", customMessage: program.Everything);
    }

    public void Dispose() => _directory.Dispose();

    private void WriteClicksOfManyUsers(int users)
    {
        using var file = new StreamWriter(Path.Combine(_directory.FullPath, "clicks.jsonl")) { NewLine = "\n" };
        for (var user = 0; user < users; user++)
        {
            file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{{\"user_id\":\"a-user-with-a-name-as-long-as-names-are-{user}\",\"url\":\"/p\",\"event_time\":{1_704_067_200_000 + user}}}"));
        }
    }
}
