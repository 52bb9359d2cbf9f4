namespace AkkaStreamProc;

/// <summary>Tables from records that say what they are, as change data capture reads them from a database.</summary>
public static class ChangeRecords
{
    /// <summary>Makes a table of records that say how one changes.</summary>
    /// <param name="changes">
    /// The changes; those of a key come in order. An insert or an update sets the row of the key, a deletion removes it; what a row was
    /// before an update is not needed. So changes that come again, as after a restart of what reads them, change nothing.
    /// </param>
    /// <param name="ttl">How long a row outlives its last change; <see cref="Ttl.Never"/> keeps the table exact.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public static ChangeStream<TKey, T> ToTable<TKey, T>(this DataStream<Change<TKey, T>> changes, Ttl ttl, string? name = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(changes);
        return changes
            .Where(change => change.Kind != RowKind.UpdateBefore)
            .KeyBy(change => change.Key)
            .Updating(ttl)
            .Last(change => change.IsRemoval, name ?? "table")
            .Select(change => change.Row);
    }
}
