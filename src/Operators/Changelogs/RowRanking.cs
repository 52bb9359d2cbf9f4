using AkkaStreamProc.Operators.Queries;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Changelogs;

/// <summary>Keeps the rows of each group in order and emits how the first of them change.</summary>
/// <remarks>Rows that nothing takes back, which are numbered here, are kept only while they are among the first.</remarks>
/// <param name="ranking">Which are the first.</param>
/// <param name="numbers">Gives rows keys, where they have none of their own; nothing takes those back.</param>
/// <param name="ttl">How long the rows of a group are kept.</param>
internal abstract class RowRanking<TGroup, TRowKey, T, TOrder, TOutKey>(Ranking<T, TOrder> ranking, Func<long, TRowKey>? numbers, Ttl ttl)
    : ChangeFunction<TGroup, Row<TRowKey, T>, TOutKey, T>
    where TGroup : notnull
    where TRowKey : notnull
    where TOutKey : notnull
{
    private readonly RankOrder<TRowKey, TOrder> _order = new(ranking.IsDescending, ranking.IsLatestFirst);
    private ValueState<RankedRows<TRowKey, T, TOrder>> _groups = null!;

    public override void Open(StateDeclarations states) => _groups = states.Value(
        TableStates.Name,
        ranking.IsRowOfGroup
            ? new StateView<RankedRows<TRowKey, T, TOrder>, T>(static rows => rows.At(0).Row, givesCopy: StateTypes.IsImmutable(typeof(T)))
            : (StateView<RankedRows<TRowKey, T, TOrder>>)new StateView<RankedRows<TRowKey, T, TOrder>, IReadOnlyList<T>>(
                rows => [.. Enumerable.Range(0, Math.Min(ranking.Count, rows.Count)).Select(index => rows.At(index).Row)],
                givesCopy: StateTypes.IsImmutable(typeof(T))),
        ttl);

    public override void Process(in Delta<Row<TRowKey, T>> change, ProcessContext<TGroup, Row<TOutKey, T>> context)
    {
        // The user's function, before anything is changed.
        var by = change.HasAfter ? ranking.By(change.After.Value) : default!;
        var rows = _groups.Value ?? new RankedRows<TRowKey, T, TOrder>();
        var key = numbers is null ? change.Any.Key : numbers(rows.Next);
        var move = new Move { Key = key, Former = int.MaxValue, Place = int.MaxValue, CountBefore = rows.Count };
        var isBefore = rows.TryGet(key, _order, out move.Former, out move.Before);
        if (change.HasBefore && !isBefore)
        {
            context.DropRetraction();
        }

        if (!isBefore && !change.HasAfter)
        {
            return;
        }

        if (change.HasAfter)
        {
            move.After = change.After.Value;
            move.Place = rows.Set(key, move.After, by, _order);
        }
        else
        {
            rows.Remove(key, _order);
        }

        try
        {
            Emit(rows, move, ranking.Count, context);
        }
        catch when (!isBefore)
        {
            // The comparison of two rows may throw, too, and what is changed in place is not taken back with the call.
            rows.Remove(key, _order);
            throw;
        }

        while (numbers is not null && rows.Count > ranking.Count)
        {
            rows.Remove(rows.At(rows.Count - 1).Key, _order);
        }

        if (rows.Count > 0)
        {
            _groups.Value = rows;
        }
        else
        {
            _groups.Clear();
        }
    }

    /// <summary>Emits how the first rows change.</summary>
    /// <param name="rows">The rows as they are now.</param>
    /// <param name="move">What has changed.</param>
    /// <param name="count">How many are the first.</param>
    /// <param name="context">The group at hand.</param>
    protected abstract void Emit(RankedRows<TRowKey, T, TOrder> rows, in Move move, int count, ProcessContext<TGroup, Row<TOutKey, T>> context);

    /// <summary>One row that comes, goes, or moves.</summary>
    protected struct Move
    {
        public TRowKey Key;

        /// <summary>Its place before; <see cref="int.MaxValue"/> where it was not there.</summary>
        public int Former;

        public T Before;

        /// <summary>Its place now; <see cref="int.MaxValue"/> where it is gone.</summary>
        public int Place;

        public T After;

        /// <summary>How many rows there were before.</summary>
        public int CountBefore;

        /// <summary>What stood in a place before.</summary>
        public readonly (TRowKey Key, T Row) FormerlyAt(int index, RankedRows<TRowKey, T, TOrder> rows)
        {
            if (index == Former)
            {
                return (Key, Before);
            }

            var other = index > Former ? index - 1 : index;
            return rows.At(other >= Place ? other + 1 : other);
        }
    }
}
