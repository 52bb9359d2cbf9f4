namespace AkkaStreamProc.Operators.Changelogs;

/// <summary>Where a row stands among others.</summary>
/// <typeparam name="TKey">The type of the keys of the rows.</typeparam>
/// <typeparam name="TOrder">The type of what they are ordered by.</typeparam>
internal struct RankedRow<TKey, TOrder>
{
    public TKey Key;

    public TOrder Order;

    /// <summary>The number in which it came, which tells rows of one order apart.</summary>
    public long Number;
}
