namespace AkkaStreamProc.Host.Chaos.Disturbances;

/// <summary>All disturbances there are.</summary>
internal static class DisturbanceCatalog
{
    public static IReadOnlyList<IDisturbance> All { get; } =
        [new JobPaused(), new Zombie(), new BrokerOutage(), new BrokerSlow(), new StoreLocked(), new DiskFull(), new CheckpointsTimeOut()];
}
