using AkkaStreamProc.Host.Chaos.Processes;

namespace AkkaStreamProc.Host.Chaos.Disturbances;

/// <summary>The disk with the data directory is full for a while.</summary>
internal sealed class DiskFull : IDisturbance
{
    public string Name => "disk-full";

    public string? Obstacle(ChaosWorld world) =>
        world.Volume.CanBeFull ? null : "it needs a small disk of its own, which only root can make here";

    public async Task ApplyAsync(HostChild job, ChaosWorld world)
    {
        using (world.Volume.Fill())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(world.Random.Next(500, 3000))).ConfigureAwait(false);
        }
    }
}
