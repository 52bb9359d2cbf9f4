using System.Globalization;

namespace AkkaStreamProc.Host.Chaos.Cycles;

/// <summary>Kills the job at a moment that has nothing to do with what it does.</summary>
/// <param name="delay">How long after its start, or after it runs.</param>
/// <param name="whileStarting">Whether to count from the start of the process.</param>
internal sealed class RandomKill(TimeSpan delay, bool whileStarting) : IChaosCycle
{
    public string Description => string.Create(CultureInfo.InvariantCulture, $"kill -9 {delay.TotalMilliseconds:F0} ms after {(whileStarting ? "the start" : "it runs")}");

    public async Task RunAsync(ChaosWorld world)
    {
        using var job = world.StartJob();
        if (!whileStarting && !await world.RunsAsync(job).ConfigureAwait(false))
        {
            return;
        }

        if (await job.EndsWithinAsync(delay).ConfigureAwait(false))
        {
            world.Tally.AddFault($"The job ended by itself, undisturbed:{Environment.NewLine}{job.LastLines}");
            return;
        }

        await job.KillAsync().ConfigureAwait(false);
        world.Tally.Kills++;
    }
}
