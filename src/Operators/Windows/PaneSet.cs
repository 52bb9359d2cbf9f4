using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Windows;

/// <summary>The open panes of one subtask, oldest first.</summary>
/// <remarks>
/// There may be tens of thousands, where records come hours out of order. Panes that are dropped are kept for the next
/// windows, two of any size and many small ones, so that steady streams allocate nothing per window.
/// </remarks>
internal sealed class PaneSet<TKey, TAccumulator>(KeyGroupRange range, int maxParallelism)
    where TKey : notnull
{
    private const int MinSpare = 2;
    private const int MaxSpare = 256;
    private const int MaxSpareKeys = 8192;

    private readonly Stack<Pane<TKey, TAccumulator>> _spare = new();

    // From _first on; what stood before was dropped.
    private Pane<TKey, TAccumulator>?[] _panes = new Pane<TKey, TAccumulator>?[8];
    private int _first;
    private int _spareKeys;

    public int Count { get; private set; }

    /// <summary>The panes by age, the oldest is 0.</summary>
    public Pane<TKey, TAccumulator> this[int index] => _panes[_first + index]!;

    public Pane<TKey, TAccumulator>? Find(long start)
    {
        // Most records belong to the newest panes.
        if (Count > 0 && this[Count - 1] is { } newest && newest.Start == start)
        {
            return newest;
        }

        var position = PositionOf(start);
        return position < Count && this[position] is { } pane && pane.Start == start ? pane : null;
    }

    /// <summary>Opens a pane for a window that has none.</summary>
    public Pane<TKey, TAccumulator> Add(long start)
    {
        if (_spare.TryPop(out var pane))
        {
            _spareKeys -= pane.Room;
        }
        else
        {
            pane = new Pane<TKey, TAccumulator>(range, maxParallelism);
        }

        pane.Begin(start);
        var position = PositionOf(start);
        MakeRoom();
        Array.Copy(_panes, _first + position, _panes, _first + position + 1, Count - position);
        _panes[_first + position] = pane;
        Count++;
        return pane;
    }

    public void Drop(Pane<TKey, TAccumulator> pane)
    {
        var position = PositionOf(pane.Start);
        if (position == 0)
        {
            _panes[_first++] = null;
        }
        else
        {
            Array.Copy(_panes, _first + position + 1, _panes, _first + position, Count - position - 1);
            _panes[_first + Count - 1] = null;
        }

        Count--;
        var isSpare = _spare.Count < MinSpare || (!pane.IsDivided && _spare.Count < MaxSpare && _spareKeys + pane.Room <= MaxSpareKeys);
        pane.Clear(keepsRoom: isSpare);
        if (isSpare)
        {
            _spare.Push(pane);
            _spareKeys += pane.Room;
        }
    }

    /// <summary>All panes as they stand.</summary>
    public FrozenPane<TKey, TAccumulator>[] Freeze(KeyedStateFormat<TKey, TAccumulator> format)
    {
        var frozen = new FrozenPane<TKey, TAccumulator>[Count];
        for (var i = 0; i < frozen.Length; i++)
        {
            frozen[i] = new FrozenPane<TKey, TAccumulator>(this[i], format);
        }

        return frozen;
    }

    /// <summary>How many panes are older than a moment; the number of the first that is not.</summary>
    public int PositionOf(long start)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (this[middle].Start < start)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private void MakeRoom()
    {
        if (_first + Count < _panes.Length)
        {
            return;
        }

        var panes = _first > _panes.Length / 2 ? _panes : new Pane<TKey, TAccumulator>?[_panes.Length * 2];
        Array.Copy(_panes, _first, panes, 0, Count);
        if (panes == _panes)
        {
            Array.Clear(panes, Count, panes.Length - Count);
        }

        (_panes, _first) = (panes, 0);
    }
}
