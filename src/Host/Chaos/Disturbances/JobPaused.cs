using AkkaStreamProc.Host.Chaos.Processes;

namespace AkkaStreamProc.Host.Chaos.Disturbances;

/// <summary>The job stands still for longer than its transactions live, and then goes on as if nothing had been.</summary>
internal sealed class JobPaused : IDisturbance
{
    public string Name => "job-paused";

    public async Task ApplyAsync(HostChild job, ChaosWorld world)
    {
        job.Pause();
        await Task.Delay(ChaosWorld.TransactionTimeout * 2).ConfigureAwait(false);
        job.Continue();
    }
}
