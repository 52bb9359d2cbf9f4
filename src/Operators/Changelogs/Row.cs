namespace AkkaStreamProc.Operators.Changelogs;

/// <summary>A row of a table with its key, as it travels between operators; what is said of it is the kind in the batch.</summary>
internal readonly struct Row<TKey, T>(TKey key, T value)
{
    public TKey Key { get; } = key;

    public T Value { get; } = value;

    /// <summary>As the row itself.</summary>
    public override string ToString() => Value?.ToString() ?? "null";
}
