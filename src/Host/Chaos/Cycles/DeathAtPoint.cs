using AkkaStreamProc.Host.Chaos.Processes;
using AkkaStreamProc.Operators.KillPoints;

namespace AkkaStreamProc.Host.Chaos.Cycles;

/// <summary>Lets the job die at a kill point, after bringing about what leads there.</summary>
/// <param name="point">Where.</param>
/// <param name="passing">At which passing.</param>
internal sealed class DeathAtPoint(KillPoint point, int passing) : IChaosCycle
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    public string Description => $"{point}:{passing}";

    public async Task RunAsync(ChaosWorld world)
    {
        var parallelism = await LeadThereAsync(world).ConfigureAwait(false);
        using var job = world.StartJob(Description, parallelism, point == KillPoint.CheckpointIdsReserved ? ["--checkpoint-interval", "1ms"] : []);
        await LeadOnAsync(job, world).ConfigureAwait(false);
        if (await job.EndsWithinAsync(Patience).ConfigureAwait(false) && job.ExitCode == HostChild.Killed)
        {
            ChaosTally.Count(world.Tally.Reached, point.ToString());
        }
        else
        {
            world.Tally.AddFault($"The kill point {Description} was not reached:{Environment.NewLine}{job.LastLines}");
        }
    }

    /// <summary>What must have been before the process starts.</summary>
    /// <returns>The number of subtasks to start with, where it matters.</returns>
    private async Task<int?> LeadThereAsync(ChaosWorld world)
    {
        switch (point)
        {
            case KillPoint.OutboxWritten:
                // An epoch that a completed checkpoint holds and nobody has committed.
                await new DeathAtPoint(KillPoint.CompletionJournalled, 1).RunAsync(world).ConfigureAwait(false);
                return world.Parallelism;
            case KillPoint.SinkFounded:
                // A subtask that no checkpoint knows: there were fewer.
                using (var job = world.StartJob(parallelism: 1))
                {
                    if (await world.RunsAsync(job).ConfigureAwait(false))
                    {
                        await world.ProgressesAsync(job).ConfigureAwait(false);
                    }

                    await job.KillAsync().ConfigureAwait(false);
                }

                return 3;
            default:
                return null;
        }
    }

    /// <summary>What must happen to the running process.</summary>
    private async Task LeadOnAsync(HostChild job, ChaosWorld world)
    {
        if (point is not (KillPoint.StopRequested or KillPoint.ManifestStored or KillPoint.StopConfirmed or KillPoint.EndJournalled or KillPoint.JobClosed or KillPoint.LossResolved)
            || !await world.RunsAsync(job).ConfigureAwait(false))
        {
            return;
        }

        if (point == KillPoint.LossResolved)
        {
            // The first epoch is only begun by now; by the time the first output is there the next is written.
            await world.ProgressesAsync(job).ConfigureAwait(false);
            job.Pause();
            await Task.Delay(ChaosWorld.TransactionTimeout * 2).ConfigureAwait(false);
            job.Continue();
        }
        else
        {
            job.Terminate();
        }
    }
}
