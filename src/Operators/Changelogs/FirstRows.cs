namespace AkkaStreamProc.Operators.Changelogs;

/// <summary>The first rows of each group, by their own keys: in no order, so a row that moves among them is not emitted.</summary>
internal sealed class FirstRows<TGroup, TRowKey, T, TOrder>(Ranking<T, TOrder> ranking, Func<long, TRowKey>? numbers, Ttl ttl)
    : RowRanking<TGroup, TRowKey, T, TOrder, (TGroup Group, TRowKey Row)>(ranking, numbers, ttl)
    where TGroup : notnull
    where TRowKey : notnull
{
    protected override void Emit(
        RankedRows<TRowKey, T, TOrder> rows, in Move move, int count, ProcessContext<TGroup, Row<(TGroup Group, TRowKey Row), T>> context)
    {
        var (wasFirst, isFirst) = (move.Former < count, move.Place < count);
        if (wasFirst == isFirst)
        {
            if (isFirst)
            {
                Emit((context.Key, move.Key), true, move.Before, true, move.After, context);
            }
        }
        else if (isFirst)
        {
            if (move.CountBefore >= count)
            {
                var (key, row) = move.FormerlyAt(count - 1, rows);
                Delete((context.Key, key), row, context);
            }

            Insert((context.Key, move.Key), move.After, context);
        }
        else
        {
            Delete((context.Key, move.Key), move.Before, context);
            if (rows.Count >= count)
            {
                var (key, row) = rows.At(count - 1);
                Insert((context.Key, key), row, context);
            }
        }
    }
}
