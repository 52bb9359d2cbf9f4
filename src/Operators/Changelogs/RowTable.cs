namespace AkkaStreamProc.Operators.Changelogs;

/// <summary>The rows of one side of a join that belong to a group. Changed in place.</summary>
/// <typeparam name="TKey">The type of the keys of the rows.</typeparam>
/// <typeparam name="T">The type of the rows.</typeparam>
internal struct RowTable<TKey, T>
    where TKey : notnull
{
    private Dictionary<TKey, T>? _rows;

    /// <summary>The number of the next row, where rows have no keys of their own.</summary>
    public long Next;

    public readonly int Count => _rows?.Count ?? 0;

    public readonly IEnumerable<KeyValuePair<TKey, T>> Rows => _rows ?? [];

    public readonly bool TryGet(TKey key, out T row)
    {
        row = default!;
        return _rows is not null && _rows.TryGetValue(key, out row!);
    }

    public void Set(TKey key, T row) => (_rows ??= [])[key] = row;

    public readonly void Remove(TKey key) => _rows?.Remove(key);
}
