using System.Runtime.InteropServices;
using AkkaStreamProc.Host.Logging;
using AkkaStreamProc.Host.Storage;

namespace AkkaStreamProc.Host.Runs;

/// <summary>Writes every few seconds how far the time of a job is and why nothing comes out, and says it on SIGQUIT (Ctrl-\).</summary>
internal sealed class TimeWriter(JobHandle job, TimeFile file, Log log, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    /// <summary>Writes until something ends.</summary>
    public async Task UntilAsync(Task end)
    {
        using var signal = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGQUIT, context =>
        {
            context.Cancel = true;
            _ = SayAsync();
        });
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            var asked = job.ExplainTimeAsync();
            if (await Task.WhenAny(end, asked).ConfigureAwait(false) != end && asked.IsCompletedSuccessfully)
            {
                file.Write(await asked.ConfigureAwait(false));
            }
        }
        while (await Task.WhenAny(end, timer.WaitForNextTickAsync().AsTask()).ConfigureAwait(false) != end);
    }

    private async Task SayAsync()
    {
        try
        {
            log.Say((await job.ExplainTimeAsync().ConfigureAwait(false)).ToString());
        }
        catch (Exception e)
        {
            // Nobody awaits this, and the job goes on.
            log.Complain($"job {job.Name} does not answer: {e.Message}");
        }
    }
}
