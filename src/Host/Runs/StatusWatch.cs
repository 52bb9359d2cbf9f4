using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Host.Logging;
using AkkaStreamProc.Host.Settings;
using AkkaStreamProc.Host.Terminals;

namespace AkkaStreamProc.Host.Runs;

/// <summary>Shows how a job does while it runs: a line that changes on a terminal, a line now and then elsewhere.</summary>
internal sealed class StatusWatch(Terminal terminal, Log log, HostSettings settings, TimeProvider time)
{
    private readonly RecordRate _rate = new(time);

    /// <summary>Shows the status until <paramref name="end"/> completes.</summary>
    /// <param name="job">The job.</param>
    /// <param name="end">What ends the watch.</param>
    /// <param name="observe">Also told every status; not at all unless given.</param>
    public async Task UntilAsync(JobHandle job, Task end, Action<JobStatus>? observe = null)
    {
        // A line that changes in place cannot be in a log for machines.
        var changesInPlace = terminal.IsInteractive && log.Format == LogFormat.Text;
        using var timer = new PeriodicTimer(settings.StatusInterval, time);
        var lastLine = time.GetTimestamp();
        while (await Task.WhenAny(end, timer.WaitForNextTickAsync().AsTask()).ConfigureAwait(false) != end)
        {
            var asked = job.GetStatusAsync();
            if (await Task.WhenAny(end, asked).ConfigureAwait(false) == end || !asked.IsCompletedSuccessfully)
            {
                continue;
            }

            var status = await asked.ConfigureAwait(false);
            observe?.Invoke(status);
            var rate = _rate.Next(status.RecordsIn);
            var line = StatusText.Line(status, rate, time.GetUtcNow());
            if (changesInPlace)
            {
                terminal.ShowStatus(line);
            }
            else if (time.GetElapsedTime(lastLine) >= settings.RedirectedStatusInterval)
            {
                lastLine = time.GetTimestamp();
                log.Say(line, [.. StatusText.Fields(status), ("records_per_second", rate)]);
            }
        }

        terminal.ShowStatus("");
    }
}
