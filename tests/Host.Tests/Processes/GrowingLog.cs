using System.Globalization;

namespace AkkaStreamProc.Host.Tests.Processes;

/// <summary>A followed file that has its first half while a job runs the first time, and grows before the second.</summary>
internal sealed class GrowingLog
{
    private const int Records = 100_000;
    private const string Name = "clicks.jsonl";

    private readonly TemporaryDirectory _directory;
    private readonly ClickLog _log;
    private readonly string[] _secondHalf;

    public GrowingLog(TemporaryDirectory directory, TimeSpan window, TimeSpan bound)
    {
        _directory = directory;
        _log = ClickLog.Write(directory.At(Name), Records, window, bound);
        var lines = File.ReadAllLines(directory.At(Name));
        File.WriteAllLines(directory.At(Name), lines[..(Records / 2)]);
        _secondHalf = lines[(Records / 2)..];
    }

    /// <summary>Follow the file, with a checkpoint and a status line at every turn.</summary>
    public static string[] Options { get; } =
    [
        "--follow", "--checkpoint-interval", "50ms",
        "--set", "akka-stream-proc.host.status.interval=50ms", "--set", "akka-stream-proc.host.status.redirected-interval=50ms",
    ];

    /// <summary>Lets the file grow, continues the job until it has read everything, and holds its output against the counts.</summary>
    public async Task ShouldContinueAsync(string[] command)
    {
        File.AppendAllLines(_directory.At(Name), _secondHalf);
        using var program = HostProgram.Start(_directory, [.. command, .. Options]);
        await program.LineAsync(string.Create(CultureInfo.InvariantCulture, $"  in {Records:N0} ("));
        program.Terminate();

        (await program.ExitAsync()).ShouldBe(0, program.Everything);
        program.Output[0].ShouldStartWith("Job click-counts continues from checkpoint ");
        program.Output[^1].ShouldEndWith($"late={_log.Late} bad={_log.Bad}");
        _log.ShouldBeCountedIn(_directory.At("out"), program.Everything, onlyClosed: true);
    }
}
