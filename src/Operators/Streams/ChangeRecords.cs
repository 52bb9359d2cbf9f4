namespace AkkaStreamProc;

/// <summary>Tables from records that say what they are, as change data capture reads them from a database.</summary>
public static class ChangeRecords
{
    /// <summary>Makes a table of records that say how one changes.</summary>
    /// <param name="changes">
    /// The changes; those of a key come in order. An insert or an update sets the row of the key, a deletion removes it; what a row was
    /// before an update is not needed. So a change that comes again changes nothing, and changes that come again in their order, as after a
    /// restart of what reads them, end at the same table: on the way there a row may go back to what it was before.
    /// </param>
    /// <param name="ttl">How long a row outlives its last change; <see cref="Ttl.Never"/> keeps the table exact.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public static ChangeStream<TKey, T> ToTable<TKey, T>(this DataStream<Change<TKey, T>> changes, Ttl ttl, string? name = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(changes);
        return changes
            .Where(change => change.Kind != RowKind.UpdateBefore)
            // A row is the same whatever set it, so that nothing is emitted where it is set again.
            .Select(change => new Change<TKey, T>(change.Kind == RowKind.Delete ? RowKind.Delete : RowKind.Insert, change.Key, change.Row))
            .KeyBy(change => change.Key)
            .Updating(ttl)
            .Last(change => change.IsRemoval, name ?? "table")
            .Select(change => change.Row);
    }
}
