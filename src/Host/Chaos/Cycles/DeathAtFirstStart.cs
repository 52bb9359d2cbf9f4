using AkkaStreamProc.Host.Chaos.Processes;
using AkkaStreamProc.Operators.KillPoints;

namespace AkkaStreamProc.Host.Chaos.Cycles;

/// <summary>Lets the job die at its very first start, and forgets it where it is to die there again.</summary>
internal sealed class DeathAtFirstStart(bool isLast) : IChaosCycle
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public string Description => $"{KillPoint.JobSubmitted}:1";

    public async Task RunAsync(ChaosWorld world)
    {
        using var job = world.StartJob(Description);
        if (await job.EndsWithinAsync(Patience).ConfigureAwait(false) && job.ExitCode == HostChild.Killed)
        {
            ChaosTally.Count(world.Tally.Reached, KillPoint.JobSubmitted.ToString());
        }
        else
        {
            world.Tally.AddFault($"The kill point {Description} was not reached:{Environment.NewLine}{job.LastLines}");
        }

        if (!isLast)
        {
            world.DiscardData();
        }
    }
}
