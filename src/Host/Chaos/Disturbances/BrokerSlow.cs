using AkkaStreamProc.Host.Chaos.Processes;

namespace AkkaStreamProc.Host.Chaos.Disturbances;

/// <summary>The broker answers late: it stands still for a moment, again and again.</summary>
internal sealed class BrokerSlow : IDisturbance
{
    private const int Pauses = 6;

    public string Name => "broker-slow";

    public string? Obstacle(ChaosWorld world) => world.Brokers is BrokerChild ? null : "it stops a broker of its own, and the brokers are given";

    public async Task ApplyAsync(HostChild job, ChaosWorld world)
    {
        var broker = (BrokerChild)world.Brokers;
        for (var i = 0; i < Pauses; i++)
        {
            broker.Pause();
            await Task.Delay(TimeSpan.FromMilliseconds(world.Random.Next(100, 600))).ConfigureAwait(false);
            broker.Continue();
            await Task.Delay(TimeSpan.FromMilliseconds(world.Random.Next(10, 100))).ConfigureAwait(false);
        }
    }
}
