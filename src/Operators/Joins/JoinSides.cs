namespace AkkaStreamProc.Operators.Joins;

/// <summary>What waits of a key, in the form in which snapshots have it.</summary>
internal struct JoinSides<TFirst, TSecond>
{
    public JoinRows<TFirst> First;

    public JoinRows<TSecond> Second;

    /// <summary>When the key was to be called; what is not written any more, for that follows from the rows.</summary>
    public long? Timer;
}
