namespace AkkaStreamProc.Operators.Joins;

/// <summary>A record that waits for others.</summary>
internal struct JoinRow<T>
{
    public long Timestamp;

    /// <summary>Whether it has been in a pair.</summary>
    public bool IsMatched;

    public T Value;
}
