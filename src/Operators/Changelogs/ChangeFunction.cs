namespace AkkaStreamProc.Operators.Changelogs;

/// <summary>A function that takes changes and emits changes of a table: the operators of changelogs.</summary>
/// <remarks>
/// What it emits is a changelog on its own: a row is inserted where there is none of its key, updated and deleted where there
/// is, and what it was before an update comes directly before what it is. A row that is taken back and not known, because its
/// state has expired, is dropped and counted.
/// </remarks>
/// <typeparam name="TKey">The type of the key its state belongs to.</typeparam>
/// <typeparam name="TIn">What changes.</typeparam>
/// <typeparam name="TRowKey">The type of the key of the rows it emits.</typeparam>
/// <typeparam name="TRow">The type of the rows it emits.</typeparam>
internal abstract class ChangeFunction<TKey, TIn, TRowKey, TRow> : ProcessFunction<TKey, TIn, Row<TRowKey, TRow>>, IChangeFunction<TKey, TIn, Row<TRowKey, TRow>>
    where TKey : notnull
    where TRowKey : notnull
{
    /// <remarks>Rows are what they are whatever the time is.</remarks>
    public sealed override bool UsesEventTime => false;

    public virtual bool IsRecord(TIn value) => false;

    public abstract void Process(in Delta<TIn> change, ProcessContext<TKey, Row<TRowKey, TRow>> context);

    public sealed override void Process(TIn record, ProcessContext<TKey, Row<TRowKey, TRow>> context) => Process(Delta<TIn>.Of(record), context);

    /// <summary>Emits how a row changes, if it does.</summary>
    protected static void Emit(TRowKey key, bool isBefore, TRow before, bool isAfter, TRow after, ProcessContext<TKey, Row<TRowKey, TRow>> context)
    {
        if (isBefore && isAfter)
        {
            if (!EqualityComparer<TRow>.Default.Equals(before, after))
            {
                context.EmitChange(RowKind.UpdateBefore, new(key, before));
                context.EmitChange(RowKind.UpdateAfter, new(key, after));
            }
        }
        else if (isAfter)
        {
            Insert(key, after, context);
        }
        else if (isBefore)
        {
            Delete(key, before, context);
        }
    }

    protected static void Insert(TRowKey key, TRow row, ProcessContext<TKey, Row<TRowKey, TRow>> context) => context.EmitChange(RowKind.Insert, new(key, row));

    protected static void Delete(TRowKey key, TRow row, ProcessContext<TKey, Row<TRowKey, TRow>> context) => context.EmitChange(RowKind.Delete, new(key, row));
}

/// <summary>What the operator of functions gives changes to.</summary>
internal interface IChangeFunction<TKey, TIn, TOut>
    where TKey : notnull
{
    /// <summary>Whether what it takes is a record of a stream, which nothing changes or takes back.</summary>
    bool IsRecord(TIn value);

    /// <summary>Takes a change.</summary>
    void Process(in Delta<TIn> change, ProcessContext<TKey, TOut> context);
}
