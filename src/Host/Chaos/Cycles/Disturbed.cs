using AkkaStreamProc.Host.Chaos.Disturbances;

namespace AkkaStreamProc.Host.Chaos.Cycles;

/// <summary>Disturbs the running job, sees that it goes on or ends, and kills it.</summary>
internal sealed class Disturbed(IDisturbance disturbance) : IChaosCycle
{
    public string Description => disturbance.Name;

    public async Task RunAsync(ChaosWorld world)
    {
        using var job = world.StartJob(options: disturbance.JobOptions);
        if (!await world.RunsAsync(job).ConfigureAwait(false))
        {
            return;
        }

        await disturbance.ApplyAsync(job, world).ConfigureAwait(false);
        ChaosTally.Count(world.Tally.Disturbances, disturbance.Name);
        if (!job.Exited.IsCompleted)
        {
            await world.ProgressesAsync(job).ConfigureAwait(false);
        }

        if (job.Exited.IsCompleted)
        {
            world.Tally.GivenUp++;
        }
        else
        {
            await job.KillAsync().ConfigureAwait(false);
        }
    }
}
