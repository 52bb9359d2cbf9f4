using System.Diagnostics;

namespace AkkaStreamProc.Kafka.Conformance.Clusters;

/// <summary>Waits for what brokers tell only to those who ask.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static Task HoldsAsync(Func<bool> condition, string awaited) => HoldsAsync(() => Task.FromResult(condition()), awaited);

    public static async Task HoldsAsync(Func<Task<bool>> condition, string awaited)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > Workspace.Patience)
            {
                throw new TimeoutException($"Waited {Workspace.Patience.TotalSeconds:0} s for {awaited}.");
            }

            await Task.Delay(Pause);
        }
    }
}
