using AkkaStreamProc.Host.Chaos.Processes;

namespace AkkaStreamProc.Host.Chaos.Disturbances;

/// <summary>Something that happens to a running job. Afterwards the job must go on, or end and go on when it is started again.</summary>
internal interface IDisturbance
{
    /// <summary>What it is called on the command line.</summary>
    string Name { get; }

    /// <summary>Options the job runs with while it is disturbed.</summary>
    IReadOnlyList<string> JobOptions => [];

    /// <summary>Why it cannot be had here, or <see langword="null"/>.</summary>
    string? Obstacle(ChaosWorld world) => null;

    /// <summary>Disturbs, and is over when it returns.</summary>
    Task ApplyAsync(HostChild job, ChaosWorld world);
}
