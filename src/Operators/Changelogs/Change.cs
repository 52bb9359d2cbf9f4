namespace AkkaStreamProc;

/// <summary>A change of a table as a record: what happened to the row of a key.</summary>
/// <typeparam name="TKey">The type of the key: a table has at most one row for each.</typeparam>
/// <typeparam name="T">The type of the rows.</typeparam>
/// <param name="Kind">What happened.</param>
/// <param name="Key">The key of the row.</param>
/// <param name="Row">The row: as it is now, or as it was (<see cref="RowKind.UpdateBefore"/>, <see cref="RowKind.Delete"/>).</param>
public readonly record struct Change<TKey, T>(RowKind Kind, TKey Key, T Row)
    where TKey : notnull
{
    /// <summary>Whether the row is gone: what a sink by key writes as a removal (<c>IsTombstone</c> of a Kafka sink).</summary>
    public bool IsRemoval => Kind == RowKind.Delete;
}
