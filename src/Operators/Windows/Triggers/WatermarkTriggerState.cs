namespace AkkaStreamProc;

/// <summary>What <see cref="WatermarkTrigger{T}"/> keeps for a window.</summary>
public readonly record struct WatermarkTriggerState
{
    /// <summary>How many records have come since the last firing, where they are counted.</summary>
    public int Records { get; internal init; }

    /// <summary>When the window fires early, in milliseconds of the clock, if it waits.</summary>
    public long? Early { get; internal init; }
}
