namespace AkkaStreamProc.Operators.Changelogs;

/// <summary>Items in order, in pages, so that one in the middle of many moves few others. Changed in place.</summary>
/// <remarks>The order is given with each call, and the same each time; a snapshot has the items alone.</remarks>
/// <typeparam name="T">The type of the items.</typeparam>
internal sealed class SortedPages<T>
{
    private const int PageSize = 256;

    private readonly List<List<T>> _pages = [];

    public int Count { get; private set; }

    /// <summary>An item by its place, from 0 on.</summary>
    public T this[int index]
    {
        get
        {
            var page = 0;
            for (; index >= _pages[page].Count; page++)
            {
                index -= _pages[page].Count;
            }

            return _pages[page][index];
        }
    }

    /// <summary>The place of an item, or that at which it would stand, and whether it is there.</summary>
    public (int Index, bool IsThere) Find<TOrder>(T item, TOrder order)
        where TOrder : IComparer<T>
    {
        var page = PageOf(item, order);
        if (page == _pages.Count)
        {
            return (Count, false);
        }

        var place = _pages[page].BinarySearch(item, order);
        return (FirstOf(page) + (place < 0 ? ~place : place), place >= 0);
    }

    /// <summary>Puts an item in its place, unless one that is as large is there.</summary>
    public void Insert<TOrder>(T item, TOrder order)
        where TOrder : IComparer<T>
    {
        if (_pages.Count == 0)
        {
            _pages.Add([item]);
            Count = 1;
            return;
        }

        var number = Math.Min(PageOf(item, order), _pages.Count - 1);
        var page = _pages[number];
        var place = page.BinarySearch(item, order);
        if (place >= 0)
        {
            return;
        }

        page.Insert(~place, item);
        Count++;
        if (page.Count > PageSize)
        {
            _pages.Insert(number + 1, page.GetRange(PageSize / 2, page.Count - (PageSize / 2)));
            page.RemoveRange(PageSize / 2, page.Count - (PageSize / 2));
        }
    }

    /// <summary>Puts an item in the place of one that is as large.</summary>
    public void Replace<TOrder>(T item, TOrder order)
        where TOrder : IComparer<T>
    {
        var page = _pages[PageOf(item, order)];
        page[page.BinarySearch(item, order)] = item;
    }

    /// <summary>Removes an item, if it is there.</summary>
    public void Remove<TOrder>(T item, TOrder order)
        where TOrder : IComparer<T>
    {
        var number = PageOf(item, order);
        if (number == _pages.Count)
        {
            return;
        }

        var page = _pages[number];
        var place = page.BinarySearch(item, order);
        if (place < 0)
        {
            return;
        }

        page.RemoveAt(place);
        Count--;
        if (page.Count == 0)
        {
            _pages.RemoveAt(number);
        }
    }

    /// <summary>The first page whose last item is not before an item; the number of pages where there is none.</summary>
    private int PageOf<TOrder>(T item, TOrder order)
        where TOrder : IComparer<T>
    {
        var (from, end) = (0, _pages.Count);
        while (from < end)
        {
            var middle = (from + end) / 2;
            if (order.Compare(_pages[middle][^1], item) < 0)
            {
                from = middle + 1;
            }
            else
            {
                end = middle;
            }
        }

        return from;
    }

    private int FirstOf(int page)
    {
        var first = 0;
        for (var before = 0; before < page; before++)
        {
            first += _pages[before].Count;
        }

        return first;
    }
}
