using AkkaStreamProc.Operators.Aggregation;
using AkkaStreamProc.Operators.Queries;

namespace AkkaStreamProc.Operators.Changelogs;

/// <summary>Of the records of each key the first or the last one: by a value in them, or as they come.</summary>
/// <param name="by">From a record to its place; <see langword="null"/> where records stand as they come.</param>
/// <param name="isLast">Whether the last one is kept; of equals the one that came last.</param>
/// <param name="isRemoval">Whether a record says that there is no row any more.</param>
/// <param name="ttl">For how long.</param>
internal sealed class KeptRow<TKey, T, TOrder>(Func<T, TOrder>? by, bool isLast, Func<T, bool>? isRemoval, Ttl ttl)
    : ChangeFunction<TKey, Row<long, T>, TKey, T>
    where TKey : notnull
{
    private ValueState<Kept> _kept = null!;

    public override void Open(StateDeclarations states) => _kept = states.Value(
        TableStates.Name, new StateView<Kept, T>(static (kept, _) => kept.Record, isGone: static (kept, _) => kept.IsRemoved), ttl);

    public override void Process(in Delta<Row<long, T>> change, ProcessContext<TKey, Row<TKey, T>> context)
    {
        var record = change.After.Value;
        // Of the first record as well: what is kept is not asked again, so that a record that fails spoils no other.
        var order = by is null ? default! : by(record);
        var isKnown = _kept.HasValue;
        var kept = _kept.Value;
        if (!isKnown)
        {
            ValueOrder.Verify(order);
        }
        else if (!TakesPlaceOf(kept.Order, order))
        {
            return;
        }

        var isRow = !(isRemoval?.Invoke(record) ?? false);
        var isBefore = isKnown && !kept.IsRemoved;
        if (isRow || by is not null)
        {
            // A removal is kept where an older record may come behind it.
            _kept.Value = new Kept { Record = record, Order = order, IsRemoved = !isRow };
        }
        else
        {
            _kept.Clear();
        }

        Emit(context.Key, isBefore, kept.Record, isRow, record, context);
    }

    private bool TakesPlaceOf(TOrder kept, TOrder order)
    {
        if (by is null)
        {
            return isLast;
        }

        var difference = ValueOrder.Compare(order, kept);
        return isLast ? difference >= 0 : difference < 0;
    }

    private struct Kept
    {
        public T Record;

        /// <summary>Its place; nothing where records stand as they come.</summary>
        public TOrder Order;

        public bool IsRemoved;
    }
}
