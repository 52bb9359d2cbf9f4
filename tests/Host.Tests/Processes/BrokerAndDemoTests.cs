using System.Text.RegularExpressions;

namespace AkkaStreamProc.Host.Tests.Processes;

public sealed partial class BrokerAndDemoTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task Broker_serves_a_job_from_topic_to_topic_to_file()
    {
        var log = ClickLog.Write(_directory.At("clicks.jsonl"), 5_000, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5));
        using var broker = HostProgram.Start(_directory, "broker", "--port", "0", "--data-dir", "broker", "--topic", "counts:1");
        await broker.LineAsync("bootstrap ");
        var bootstrap = Bootstrap().Match(broker.Everything).Groups[1].Value;

        var (exitCode, program) = await HostProgram.RunAsync(
            _directory, "run", "click-counts", "--source", "file:clicks.jsonl", "--sink", $"kafka:{bootstrap}/counts", "--window", "1m", "--data-dir", "state");
        broker.Terminate();

        exitCode.ShouldBe(0, program.Everything);
        program.Output[^1].ShouldBe(log.Summary);
        (await broker.ExitAsync()).ShouldBe(0, broker.Everything);
    }

    [Fact]
    public async Task Demo_shows_a_window_ends_in_time_and_continues_after_a_kill()
    {
        using (var first = HostProgram.Start(_directory, "demo", "--data-dir", "demo", "--rate", "200", "--set", "akka-stream-proc.host.status.redirected-interval=1s"))
        {
            await first.LineAsync(" clicks of ");
            await first.LineAsync(" s ago (");
            await first.KillAsync();
        }

        var (exitCode, second) = await HostProgram.RunAsync(_directory, "demo", "--data-dir", "demo", "--rate", "200", "--duration", "3s");

        exitCode.ShouldBe(0, second.Everything);
        second.Everything.ShouldContain("Job click-counts continues from checkpoint ");
        second.Output[^1].ShouldStartWith("records in=");
    }

    public void Dispose() => _directory.Dispose();

    [GeneratedRegex("bootstrap ([^,]+),")]
    private static partial Regex Bootstrap();
}
