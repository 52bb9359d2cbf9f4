namespace AkkaStreamProc.Operators.State;

/// <summary>What a buffer keeps for a key: elements by time, of which some at the front have left.</summary>
internal struct Buffered<T>
{
    public List<Timestamped<T>> Rows;

    /// <summary>How many at the front have left. They are written as well, and go when they are more than half.</summary>
    public int Left;
}
