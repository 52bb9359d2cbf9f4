namespace AkkaStreamProc.Operators.Changelogs;

/// <summary>The first rows of each group by rank: what stands in each place.</summary>
/// <param name="ranking">Which are the first.</param>
/// <param name="numbers">Gives rows keys, where they have none of their own; nothing takes those back.</param>
/// <param name="keyOf">From the group and the rank, from 1 on, to the key.</param>
/// <param name="ttl">How long the rows of a group are kept.</param>
internal sealed class RowsByRank<TGroup, TRowKey, T, TOrder, TOutKey>(
    Ranking<T, TOrder> ranking, Func<long, TRowKey>? numbers, Func<TGroup, int, TOutKey> keyOf, Ttl ttl)
    : RowRanking<TGroup, TRowKey, T, TOrder, TOutKey>(ranking, numbers, ttl)
    where TGroup : notnull
    where TRowKey : notnull
    where TOutKey : notnull
{
    protected override void Emit(RankedRows<TRowKey, T, TOrder> rows, in Move move, int count, ProcessContext<TGroup, Row<TOutKey, T>> context)
    {
        var end = Math.Min(count - 1, Math.Max(move.Former, move.Place));
        for (var index = Math.Min(move.Former, move.Place); index <= end; index++)
        {
            var (isBefore, isAfter) = (index < move.CountBefore, index < rows.Count);
            if (!isBefore && !isAfter)
            {
                return;
            }

            Emit(
                keyOf(context.Key, index + 1),
                isBefore,
                isBefore ? move.FormerlyAt(index, rows).Row : default!,
                isAfter,
                isAfter ? rows.At(index).Row : default!,
                context);
        }
    }
}
