using AkkaStreamProc.Host.Tests.CommandLine;

namespace AkkaStreamProc.Host.Tests.Processes;

public sealed class WhyTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Why_tells_what_a_running_job_says_of_its_time_and_of_one_that_was_killed_what_it_said_last()
    {
        using var said = new SaidTime(Directory.CreateDirectory(_directory.At("state")).FullName, "clicks: ");
        File.WriteAllText(_directory.At("clicks.jsonl"), "{\"user_id\":\"a\",\"url\":\"/\",\"event_time\":\"2024-05-01T12:00:00Z\"}\n");
        using var program = HostProgram.Start(
            _directory, "run", "click-counts", "--source", "file:clicks.jsonl", "--follow", "--sink", "file:out", "--window", "1m", "--data-dir", "state");

        await said.Arrived.WaitAsync(TimeSpan.FromMinutes(1));
        var why = await HostCall.RunAsync("why", "click-counts", "--data-dir", _directory.At("state"));

        why.ExitCode.ShouldBe(0);
        why.Output.ShouldStartWith("Job click-counts at ");

        await program.KillAsync();
        var last = await HostCall.RunAsync("why", "click-counts", "--data-dir", _directory.At("state"));
        last.Output.ShouldStartWith("The job does not run any more in ");
        last.Output.ShouldContain("Job click-counts at ");
    }

    [Fact]
    public async Task Why_of_a_directory_without_a_job_says_what_to_do()
    {
        var why = await HostCall.RunAsync("why", "nothing", "--data-dir", _directory.At("nowhere"));

        why.ExitCode.ShouldBe(2);
        why.Error.ShouldContain("No job says anything about its time in");
    }

    /// <summary>Waits until the running job has written something.</summary>
    private sealed class SaidTime : IDisposable
    {
        private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly FileSystemWatcher _watcher;

        public SaidTime(string directory, string text)
        {
            _watcher = new FileSystemWatcher(directory, "host.time");
            _watcher.Renamed += (_, change) =>
            {
                if (File.ReadAllText(change.FullPath).Contains(text, StringComparison.Ordinal))
                {
                    _arrived.TrySetResult();
                }
            };
            _watcher.EnableRaisingEvents = true;
        }

        public Task Arrived => _arrived.Task;

        public void Dispose() => _watcher.Dispose();
    }
}
