namespace AkkaStreamProc.Host.Chaos.Cycles;

/// <summary>One life of a process of the job: from its start to a death.</summary>
internal interface IChaosCycle
{
    /// <summary>What it does, for the progress and to replay.</summary>
    string Description { get; }

    /// <summary>Lives it. No process of the job is left when it returns.</summary>
    Task RunAsync(ChaosWorld world);
}
