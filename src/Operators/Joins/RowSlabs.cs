using System.Numerics;
using System.Runtime.CompilerServices;

namespace AkkaStreamProc.Operators.Joins;

/// <summary>The rows of all keys of one side of a join: of each key a small sorted array, cut from pages that many share.</summary>
/// <remarks>
/// <para>
/// A block has 1, 2, 4 … 64 rows; larger ones are a page by themselves. Rows leave from the front and come at the back, mostly, so a
/// block is filled up, moved down, or exchanged for the next larger one. A key that comes and goes allocates nothing.
/// </para>
/// <para>
/// <see cref="Freeze"/> shares the pages with a snapshot; the first change behind it copies a page. What is read is valid until the
/// next change.
/// </para>
/// </remarks>
internal sealed partial class RowSlabs<T>
{
    private const int PageSize = 64;
    private const int PageBits = 6;
    private const byte Unused = byte.MaxValue;

    private static readonly bool HasReferences = RuntimeHelpers.IsReferenceOrContainsReferences<T>();

    // By size, pages that may have room.
    private readonly Stack<int>[] _open = [.. Enumerable.Range(0, PageBits + 1).Select(_ => new Stack<int>())];
    private readonly Stack<int> _unused = new();
    private readonly Stack<JoinRow<T>[]> _spare = new();

    private JoinRow<T>[]?[] _pages = [];

    // By page: which of its blocks are free, how large they are, and whether it stands among those that may have room.
    private ulong[] _free = [];
    private byte[] _sizes = [];
    private bool[] _isOpen = [];
    private int _pageCount;
    private int _inUse;

    /// <summary>The rows of a key, in the order of their times.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<JoinRow<T>> Of(in RowQueue queue) => queue.Count == 0 ? [] : new(_pages[queue.Page], queue.Start, queue.Count);

    /// <summary>Adds a row behind those of its time and before.</summary>
    public void Insert(ref RowQueue queue, in JoinRow<T> row)
    {
        if (queue.Left + queue.Count == queue.Capacity)
        {
            MakeRoom(ref queue);
        }

        var page = Own(queue.Page);
        var end = queue.Start + queue.Count;
        var place = end;
        if (queue.Count > 0 && page[end - 1].Timestamp > row.Timestamp)
        {
            place = queue.Start + PlaceBehind(new(page, queue.Start, queue.Count), row.Timestamp);
            Array.Copy(page, place, page, place + 1, end - place);
        }

        page[place] = row;
        queue.Count++;
    }

    /// <summary>Says of rows that they have been in a pair.</summary>
    public void Mark(in RowQueue queue, int from, int end)
    {
        if (from < end)
        {
            foreach (ref var row in Own(queue.Page).AsSpan(queue.Start + from, end - from))
            {
                row.IsMatched = true;
            }
        }
    }

    /// <summary>Takes rows out from the front.</summary>
    public void RemoveFirst(ref RowQueue queue, int count)
    {
        if (count == 0)
        {
            return;
        }

        if (count == queue.Count)
        {
            Return(queue);
            queue = default;
            return;
        }

        Clear(queue.Page, queue.Start, count);
        queue.Left += count;
        queue.Count -= count;
        if (queue.Size > PageBits && queue.Count < queue.Capacity / 4)
        {
            Move(ref queue, BitOperations.Log2((uint)queue.Count) + 2);
        }
    }

    /// <summary>Takes rows out from somewhere.</summary>
    public void Remove(ref RowQueue queue, int from, int end)
    {
        if (from == 0)
        {
            RemoveFirst(ref queue, end);
        }
        else if (from < end)
        {
            var page = Own(queue.Page);
            Array.Copy(page, queue.Start + end, page, queue.Start + from, queue.Count - end);
            Clear(queue.Page, queue.Start + queue.Count - (end - from), end - from);
            queue.Count -= end - from;
        }
    }

    /// <summary>The place of the first row at or behind a time.</summary>
    public static int PlaceOf(ReadOnlySpan<JoinRow<T>> rows, long time)
    {
        var (low, high) = (0, rows.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = rows[middle].Timestamp < time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The place of the first row behind a time.</summary>
    public static int PlaceBehind(ReadOnlySpan<JoinRow<T>> rows, long time) => time == long.MaxValue ? rows.Length : PlaceOf(rows, time + 1);

    private void MakeRoom(ref RowQueue queue)
    {
        if (queue.Left <= queue.Capacity / 2)
        {
            Move(ref queue, queue.Size + 1);
            return;
        }

        var page = Own(queue.Page);
        Array.Copy(page, queue.Start, page, queue.Offset, queue.Count);
        Clear(queue.Page, queue.Offset + queue.Count, queue.Left);
        queue.Left = 0;
    }

    /// <summary>Moves the rows into a block of another size.</summary>
    private void Move(ref RowQueue queue, int size)
    {
        var moved = Rent(size);
        moved.Count = queue.Count;
        if (queue.Size > 0)
        {
            Of(queue).CopyTo(Own(moved.Page).AsSpan(moved.Offset));
            Return(queue);
        }

        queue = moved;
    }

    private RowQueue Rent(int size)
    {
        if (size - 1 > PageBits)
        {
            return new RowQueue { Page = NewPage(size, new JoinRow<T>[1 << (size - 1)]), Size = (byte)size };
        }

        var open = _open[size - 1];
        while (open.TryPeek(out var page))
        {
            if (_sizes[page] == size && _free[page] != 0)
            {
                var block = BitOperations.TrailingZeroCount(_free[page]);
                _free[page] &= _free[page] - 1;
                return new RowQueue { Page = page, Offset = (byte)(block << (size - 1)), Size = (byte)size };
            }

            _isOpen[page] = false;
            open.Pop();
            if (_sizes[page] == Unused)
            {
                _unused.Push(page);
            }
        }

        var added = NewPage(size, _spare.TryPop(out var spare) ? spare : new JoinRow<T>[PageSize]);
        var blocks = PageSize >> (size - 1);
        _free[added] = (ulong.MaxValue >> (PageSize - blocks)) & ~1UL;
        _isOpen[added] = true;
        open.Push(added);
        return new RowQueue { Page = added, Size = (byte)size };
    }

    private void Return(in RowQueue queue)
    {
        var (page, size) = (queue.Page, queue.Size);
        if (size - 1 > PageBits)
        {
            DropPage(page);
            return;
        }

        Clear(page, queue.Start, queue.Count);
        _free[page] |= 1UL << (queue.Offset >> (size - 1));
        if (_free[page] == ulong.MaxValue >> (PageSize - (PageSize >> (size - 1))))
        {
            DropPage(page);
        }
        else if (!_isOpen[page])
        {
            _isOpen[page] = true;
            _open[size - 1].Push(page);
        }
    }

    private int NewPage(int size, JoinRow<T>[] rows)
    {
        if (!_unused.TryPop(out var page))
        {
            page = _pageCount++;
            if (page == _pages.Length)
            {
                var length = Math.Max(8, page * 2);
                Array.Resize(ref _pages, length);
                Array.Resize(ref _free, length);
                Array.Resize(ref _sizes, length);
                Array.Resize(ref _isOpen, length);
                Array.Resize(ref _ages, length);
            }
        }

        _peak = Math.Max(_peak, ++_inUse);
        (_pages[page], _sizes[page], _free[page], _ages[page]) = (rows, (byte)size, 0, _freezes);
        return page;
    }

    private void DropPage(int page)
    {
        if (!IsShared(page))
        {
            Keep(_pages[page]!);
        }

        _inUse--;
        (_pages[page], _sizes[page], _free[page]) = (null, Unused, 0);
        if (!_isOpen[page])
        {
            _unused.Push(page);
        }
    }
}
