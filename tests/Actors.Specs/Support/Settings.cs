using AkkaStreamProc.Actors.Jobs;

namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>How specs run jobs.</summary>
internal static class Settings
{
    /// <summary>Checkpoints only where something asks for one; a failed attempt is followed by the next at once.</summary>
    public static JobSettings OnDemand { get; } = new()
    {
        CheckpointInterval = TimeSpan.FromHours(1),
        Restart = RestartStrategy.FixedDelay(TimeSpan.FromMilliseconds(1), 100),
    };

    /// <summary>Checkpoints as fast as they can be taken.</summary>
    public static JobSettings Constantly { get; } = OnDemand with { CheckpointInterval = TimeSpan.FromMilliseconds(1) };
}
