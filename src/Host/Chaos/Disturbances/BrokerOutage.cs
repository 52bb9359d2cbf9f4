using AkkaStreamProc.Host.Chaos.Processes;

namespace AkkaStreamProc.Host.Chaos.Disturbances;

/// <summary>The broker is killed and away for a random time: shorter or longer than transactions live.</summary>
internal sealed class BrokerOutage : IDisturbance
{
    public string Name => "broker-outage";

    public async Task ApplyAsync(HostChild job, ChaosWorld world)
    {
        await world.Broker.KillAsync().ConfigureAwait(false);
        await Task.Delay(ChaosWorld.TransactionTimeout * 2 * world.Random.NextDouble()).ConfigureAwait(false);
        await world.Broker.StartAsync().ConfigureAwait(false);
    }
}
