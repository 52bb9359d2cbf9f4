namespace AkkaStreamProc.Operators.Queries;

/// <summary>What is kept for keys, to be looked at from outside of calls and not to be changed or handed on.</summary>
internal interface IStoredEntries<TKey, TStored>
    where TKey : notnull
{
    /// <summary>What there is for a key.</summary>
    /// <param name="keyGroup">The key group of the key.</param>
    /// <param name="key">The key.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="stored">What there is.</param>
    bool TryPeek(int keyGroup, TKey key, ulong hash, out TStored stored);

    /// <summary>Looks at all keys of a key group, in no particular order.</summary>
    /// <param name="keyGroup">The key group.</param>
    /// <param name="visit">Called with each key, what there is for it, and the bytes that were read for that; 0 where it lies in memory anyway.</param>
    /// <returns>How many entries it has looked at, be they of the group or not.</returns>
    int Visit(int keyGroup, Action<TKey, TStored, int> visit);
}
