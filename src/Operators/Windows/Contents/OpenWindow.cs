namespace AkkaStreamProc.Operators.Windows.Contents;

/// <summary>A window of a key that has a trigger of its own.</summary>
/// <typeparam name="TAccumulator">What is kept of its records.</typeparam>
/// <typeparam name="TState">What the trigger keeps.</typeparam>
internal struct OpenWindow<TAccumulator, TState>
{
    public Window Window;

    /// <summary>Whether there are records that no purge has dropped.</summary>
    public bool HasValue;

    public TAccumulator Value;

    /// <summary>The timestamp of the record that came last.</summary>
    public long LastTimestamp;

    public TState? State;

    /// <summary>The event times at which the trigger is to be called; the array never changes.</summary>
    public long[]? EventTimers;

    /// <summary>The moments of the clock at which the trigger is to be called; the array never changes.</summary>
    public long[]? ClockTimers;
}
