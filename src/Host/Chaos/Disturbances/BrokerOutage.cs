using AkkaStreamProc.Host.Chaos.Processes;

namespace AkkaStreamProc.Host.Chaos.Disturbances;

/// <summary>A broker is killed and away for a random time: shorter or longer than transactions live.</summary>
internal sealed class BrokerOutage : IDisturbance
{
    public string Name => "broker-outage";

    public string? Obstacle(ChaosWorld world) => world.Brokers.CanFail ? null : "the brokers are given without commands that take one away and bring it back";

    public async Task ApplyAsync(HostChild job, ChaosWorld world)
    {
        await world.Brokers.FailAsync().ConfigureAwait(false);
        await Task.Delay(ChaosWorld.TransactionTimeout * 2 * world.Random.NextDouble()).ConfigureAwait(false);
        await world.Brokers.RecoverAsync().ConfigureAwait(false);
    }
}
