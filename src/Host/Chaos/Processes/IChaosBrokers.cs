namespace AkkaStreamProc.Host.Chaos.Processes;

/// <summary>The brokers a run works against: an embedded one of its own, or those it is given.</summary>
internal interface IChaosBrokers : IDisposable
{
    /// <summary>What clients connect to; known from <see cref="StartAsync"/> on, and stays the same.</summary>
    string Bootstrap { get; }

    /// <summary>Whether they can be disturbed; otherwise an outage does nothing.</summary>
    bool CanFail { get; }

    /// <summary>Makes ready, with topics that are there and empty. On return clients can connect.</summary>
    /// <exception cref="HostException">The brokers cannot be used.</exception>
    Task StartAsync(IReadOnlyList<string> topics, int partitions);

    /// <summary>Takes a broker away, without a good-bye.</summary>
    Task FailAsync();

    /// <summary>Brings it back.</summary>
    Task RecoverAsync();
}
