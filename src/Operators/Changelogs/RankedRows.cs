using AkkaStreamProc.Operators.Aggregation;

namespace AkkaStreamProc.Operators.Changelogs;

/// <summary>The rows of a group in order. Changed in place.</summary>
/// <typeparam name="TKey">The type of the keys of the rows.</typeparam>
/// <typeparam name="T">The type of the rows.</typeparam>
/// <typeparam name="TOrder">The type of what they are ordered by.</typeparam>
internal sealed class RankedRows<TKey, T, TOrder>
    where TKey : notnull
{
    private readonly Dictionary<TKey, (RankedRow<TKey, TOrder> Rank, T Row)> _rows = [];
    private readonly SortedPages<RankedRow<TKey, TOrder>> _order = new();
    private long _next;

    public int Count => _rows.Count;

    /// <summary>The number of the next row that comes.</summary>
    public long Next => _next;

    public (TKey Key, T Row) At(int index)
    {
        var key = _order[index].Key;
        return (key, _rows[key].Row);
    }

    /// <summary>The place of a row and the row, if it is there.</summary>
    public bool TryGet(TKey key, RankOrder<TKey, TOrder> order, out int index, out T row)
    {
        if (!_rows.TryGetValue(key, out var found))
        {
            (index, row) = (int.MaxValue, default!);
            return false;
        }

        (index, row) = (_order.Find(found.Rank, order).Index, found.Row);
        return true;
    }

    /// <summary>Puts a row where it belongs; one that is there already keeps its place among equals.</summary>
    /// <returns>Its place.</returns>
    /// <remarks>Where a comparison throws all rows are as they were.</remarks>
    public int Set(TKey key, T row, TOrder by, RankOrder<TKey, TOrder> order)
    {
        // Also where there is nothing to compare it with, or others may be compared with it: it would spoil those behind it.
        ValueOrder.Verify(by);
        var rank = new RankedRow<TKey, TOrder> { Key = key, Order = by, Number = _next };
        var isThere = _rows.TryGetValue(key, out var former);
        if (isThere)
        {
            rank.Number = ValueOrder.Compare(former.Rank.Order, by) == 0 ? former.Rank.Number : _next;
            _order.Remove(former.Rank, order);
        }

        int place;
        try
        {
            place = _order.Find(rank, order).Index;
            _order.Insert(rank, order);
        }
        catch when (isThere)
        {
            _order.Insert(former.Rank, order);
            throw;
        }

        _next = Math.Max(_next, rank.Number + 1);
        _rows[key] = (rank, row);
        return place;
    }

    public void Remove(TKey key, RankOrder<TKey, TOrder> order)
    {
        if (_rows.TryGetValue(key, out var former))
        {
            _order.Remove(former.Rank, order);
            _rows.Remove(key);
        }
    }
}

/// <summary>Which of two rows stands before the other.</summary>
/// <param name="isDescending">Whether the larger ones do.</param>
/// <param name="isLatestFirst">Of those of one order, whether the one that came later does.</param>
internal readonly struct RankOrder<TKey, TOrder>(bool isDescending, bool isLatestFirst) : IComparer<RankedRow<TKey, TOrder>>
{
    public int Compare(RankedRow<TKey, TOrder> one, RankedRow<TKey, TOrder> other)
    {
        var order = isDescending ? ValueOrder.Compare(other.Order, one.Order) : ValueOrder.Compare(one.Order, other.Order);
        return order != 0 ? order : isLatestFirst ? other.Number.CompareTo(one.Number) : one.Number.CompareTo(other.Number);
    }
}
