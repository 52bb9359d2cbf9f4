namespace AkkaStreamProc;

/// <summary>What a trigger with a time-out keeps for a window.</summary>
/// <typeparam name="TState">What the trigger keeps that has the time-out.</typeparam>
public readonly record struct Timeout<TState>
{
    /// <summary>What the trigger keeps that has the time-out.</summary>
    public TState? Inner { get; internal init; }

    /// <summary>When the window fires, in milliseconds of the clock, if it waits.</summary>
    public long? At { get; internal init; }

    /// <summary>The timer that looks whether it is time, which may be before that.</summary>
    internal long? Timer { get; init; }

    /// <summary>The moments of the clock that the trigger has asked for which has the time-out; the array never changes.</summary>
    internal long[]? InnerTimers { get; init; }
}
