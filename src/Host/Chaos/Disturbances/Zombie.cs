using AkkaStreamProc.Host.Chaos.Processes;
using AkkaStreamProc.Host.Storage;

namespace AkkaStreamProc.Host.Chaos.Disturbances;

/// <summary>
/// The job stands still, its lock is taken away from it, a successor works on the same store; then the old process wakes
/// up beside it, and must end without harm.
/// </summary>
internal sealed class Zombie : IDisturbance
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public string Name => "zombie";

    public async Task ApplyAsync(HostChild job, ChaosWorld world)
    {
        job.Pause();
        DataDirectory.BreakLock(world.DataDirectory);
        using var successor = world.StartJob();
        if (await world.RunsAsync(successor).ConfigureAwait(false))
        {
            await world.ProgressesAsync(successor).ConfigureAwait(false);
        }

        job.Continue();
        if (!await job.EndsWithinAsync(Patience).ConfigureAwait(false))
        {
            world.Tally.AddFault($"A process whose place was taken is still there after {Patience.TotalSeconds} s:{Environment.NewLine}{job.LastLines}");
        }

        if (!successor.Exited.IsCompleted)
        {
            await world.ProgressesAsync(successor).ConfigureAwait(false);
        }

        await successor.KillAsync().ConfigureAwait(false);
    }
}
