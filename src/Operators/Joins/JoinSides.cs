namespace AkkaStreamProc.Operators.Joins;

/// <summary>What waits of a key, and when it is to be called next.</summary>
internal struct JoinSides<TFirst, TSecond>
{
    /// <summary>By time; empty or <see langword="null"/> where nothing waits.</summary>
    public List<JoinRow<TFirst>>? First;

    /// <summary>By time; empty or <see langword="null"/> where nothing waits.</summary>
    public List<JoinRow<TSecond>>? Second;

    /// <summary>The time of the timer that is registered, if any.</summary>
    public long? Timer;

    public readonly bool IsEmpty => First is not { Count: > 0 } && Second is not { Count: > 0 };
}
