using AkkaStreamProc.Chaos.Clicks;
using AkkaStreamProc.Chaos.Processes;

namespace AkkaStreamProc.Chaos.Runs;

/// <summary>The job <c>click-counts</c> with files as output unless another sink is given, all in one directory, to be started again and again.</summary>
/// <param name="directory">Where everything goes that has no other place.</param>
/// <param name="source">Where the clicks come from.</param>
/// <param name="sink">Where the counts go.</param>
/// <param name="keepsLate">Whether late clicks are written; where they are only counted, clicks are combined before the shuffle.</param>
internal sealed class ClickCountsJob(string directory, string source, string? sink = null, bool keepsLate = true)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public string Counts { get; } = Path.Combine(directory, "counts");

    public string Late { get; } = Path.Combine(directory, "late");

    public bool KeepsLate => keepsLate;

    public string Bad { get; } = Path.Combine(directory, "data", "bad");

    /// <summary>An oracle of this job.</summary>
    public static ClickOracle NewOracle() => new(Window, ClickGenerator.OutOfOrderness);

    /// <summary>Starts the job, or continues it.</summary>
    /// <param name="options">More options than those that say where everything is.</param>
    public HostProcess Start(params IEnumerable<string> options) => HostProcess.Start(
    [
        "run", "click-counts",
        "--source", source,
        "--sink", sink ?? $"file:{Counts}",
        .. keepsLate ? ["--late", $"file:{Late}"] : Array.Empty<string>(),
        "--data-dir", Path.Combine(directory, "data"),
        "--window", $"{Window.TotalMilliseconds}ms",
        "--out-of-orderness", $"{ClickGenerator.OutOfOrderness.TotalMilliseconds}ms",
        "--checkpoint-interval", "200ms",
        .. options,
    ]);

    /// <summary>Completes with the next file of counts that becomes visible from now on.</summary>
    public async Task CommitsAsync()
    {
        Directory.CreateDirectory(Counts);
        using var watcher = new FileSystemWatcher(Counts);
        var committed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Renamed += (_, file) =>
        {
            if (file.Name?.StartsWith('.') == false)
            {
                committed.TrySetResult();
            }
        };
        watcher.EnableRaisingEvents = true;
        await committed.Task.WaitAsync(Patience);
    }

    /// <summary>Runs the job to the end of what the topic holds now.</summary>
    public async Task<HostProcess> FinishAsync(params IEnumerable<string> options)
    {
        using var process = Start(["--bounded", .. options]);
        await process.SucceedAsync();
        return process;
    }
}
