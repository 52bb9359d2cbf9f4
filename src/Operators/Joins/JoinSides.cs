namespace AkkaStreamProc.Operators.Joins;

/// <summary>What waits of a key, and when it is to be called next.</summary>
internal struct JoinSides<TFirst, TSecond>
{
    public JoinRows<TFirst> First;

    public JoinRows<TSecond> Second;

    /// <summary>The time of the timer that is registered, if any.</summary>
    public long? Timer;

    public readonly bool IsEmpty => First.IsEmpty && Second.IsEmpty;
}
