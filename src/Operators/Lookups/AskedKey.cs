namespace AkkaStreamProc.Operators.Lookups;

/// <summary>A key whose row records wait for.</summary>
/// <param name="key">The key.</param>
/// <param name="sinceMs">When it was asked for first, in processing time.</param>
internal sealed class AskedKey<TKey, TRow>(TKey key, long sinceMs)
    where TKey : notnull
{
    public TKey Key => key;

    public long SinceMs => sinceMs;

    /// <summary>The records in the order they came, those among them that wait no more.</summary>
    public List<WaitingRecord<TRow>> Records { get; } = [];

    /// <summary>How many records wait.</summary>
    public int Waiting { get; set; }

    /// <summary>Its place among those that no call asks for yet; <see langword="null"/> from its call on.</summary>
    public LinkedListNode<AskedKey<TKey, TRow>>? Place { get; set; }

    /// <summary>The call that asks for it.</summary>
    public RowCall<TKey, TRow>? Call { get; set; }
}
