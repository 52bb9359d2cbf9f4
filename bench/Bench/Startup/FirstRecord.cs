using System.Diagnostics;
using AkkaStreamProc.Bench.Measuring;
using AkkaStreamProc.Bench.Shared;

namespace AkkaStreamProc.Bench.Startup;

/// <summary>Starts the Host as a user does and waits for the first count it prints.</summary>
internal sealed class FirstRecord : IBenchmark
{
    private const double RequiredSeconds = 4;

    public string Name => "first-record";

    public string Question => "seconds from the start of the Host process to the first count of click-counts on its standard output";

    public async Task RunAsync(BenchmarkArguments arguments, Report report)
    {
        var samples = (int)arguments.Number("samples", 5);
        using var clicks = new ClickFile((int)arguments.Number("clicks", 1_000_000));
        var seconds = new List<double>();
        for (var sample = 0; sample < samples; sample++)
        {
            seconds.Add((await FirstCountAsync(clicks, Path.Combine(clicks.Directory, $"data-{sample}"))).TotalSeconds);
        }

        report.Line($"{samples} starts: {seconds.Min():F2} to {seconds.Max():F2} s");
        report.AtMost("process start to first record, median seconds", seconds.Median(), RequiredSeconds);
    }

    private static async Task<TimeSpan> FirstCountAsync(ClickFile clicks, string dataDirectory)
    {
        var start = Stopwatch.GetTimestamp();
        using var host = HostChild.Start(
            "run", "click-counts", "--source", $"file:{clicks.Path}", "--sink", "console",
            "--window", "1m", "--out-of-orderness", "1s", "--data-dir", dataDirectory).Ignoring(output: false, error: true);
        while (await host.Output.ReadLineAsync() is { } line)
        {
            if (line.Contains("\"window_start\"", StringComparison.Ordinal))
            {
                return Stopwatch.GetElapsedTime(start);
            }
        }

        throw new InvalidOperationException("The Host ended without a count; its error is above.");
    }
}
