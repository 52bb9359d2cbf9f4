namespace AkkaStreamProc.Connectors.Kafka.Embedded.Groups;

/// <summary>Where a group stands; the names are those that clients are shown.</summary>
internal enum GroupPhase
{
    /// <summary>Nobody is in; there may be committed offsets.</summary>
    Empty,

    /// <summary>Members are being waited for, to join the next generation.</summary>
    PreparingRebalance,

    /// <summary>The generation has begun; its leader is being waited for, to say who does what.</summary>
    CompletingRebalance,

    /// <summary>Everybody has been told what to do.</summary>
    Stable,

    /// <summary>There is no such group.</summary>
    Dead,
}
