namespace AkkaStreamProc.Operators.State;

/// <summary>State of which the processor can be told what will be asked for, so that it is in the cache by then.</summary>
/// <remarks>Changes nothing, and needs no key at hand.</remarks>
internal interface IPrefetched
{
    /// <summary>Fetches what the search for a key begins with.</summary>
    void PrefetchPlace(int keyGroup, ulong hash);

    /// <summary>Fetches what is kept of a key; worth while after <see cref="PrefetchPlace"/> has had its time.</summary>
    void PrefetchEntry(int keyGroup, ulong hash);
}
