using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Windows.Combining;

/// <summary>What is being combined: a table of partial aggregates for each window.</summary>
/// <remarks>Tables are kept for later windows, so that steady streams allocate nothing.</remarks>
internal sealed class PartialTables<TKey, TAccumulator>
    where TKey : notnull
{
    private const int MaxWindows = 32;
    private const int MaxSpare = 2;

    // A table that was once large is given back when much less of it was used.
    private const int SpareFactor = 32;

    private readonly List<PartialTable> _windows = [];
    private readonly Stack<KeyTable<TKey, Tally>> _spare = new();

    public IReadOnlyList<PartialTable> Windows => _windows;

    /// <summary>The table of a window, or <see langword="null"/> where too many windows are open for another one.</summary>
    /// <param name="start">The start of the window.</param>
    /// <param name="timestamp">Of a record in it.</param>
    public KeyTable<TKey, Tally>? TryGet(long start, long timestamp)
    {
        // Most records belong to the newest windows.
        for (var i = _windows.Count - 1; i >= 0; i--)
        {
            if (_windows[i].Start == start)
            {
                return _windows[i].Table;
            }
        }

        if (_windows.Count == MaxWindows)
        {
            return null;
        }

        var table = _spare.TryPop(out var spare) ? spare : new KeyTable<TKey, Tally>();
        _windows.Add(new PartialTable(start, timestamp, table));
        return table;
    }

    /// <summary>Forgets a window.</summary>
    public void Remove(PartialTable window)
    {
        _windows.Remove(window);
        var table = window.Table;
        if (_spare.Count == MaxSpare || table.Count < table.Capacity / SpareFactor)
        {
            table.Release();
        }
        else
        {
            table.Clear();
            _spare.Push(table);
        }
    }

    /// <summary>The partial aggregate of a key.</summary>
    internal struct Tally
    {
        public TAccumulator Accumulator;
        public long Records;
    }

    /// <summary>The partial aggregates of a window by key.</summary>
    /// <param name="Start">The start of the window.</param>
    /// <param name="Timestamp">Of its first record: at the ends of time the start of a window may be no timestamp.</param>
    /// <param name="Table">The partial aggregates.</param>
    internal readonly record struct PartialTable(long Start, long Timestamp, KeyTable<TKey, Tally> Table);
}
