using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Windows;

/// <summary>The open panes of one subtask, oldest first.</summary>
/// <remarks>A pane that is dropped is kept for the next window, so that steady streams allocate nothing per window.</remarks>
internal sealed class PaneSet<TKey, TAccumulator>(KeyGroupRange range)
    where TKey : notnull
{
    private const int MaxSpare = 2;

    private readonly List<Pane<TKey, TAccumulator>> _panes = [];
    private readonly Stack<Pane<TKey, TAccumulator>> _spare = new();

    public IReadOnlyList<Pane<TKey, TAccumulator>> Panes => _panes;

    public Pane<TKey, TAccumulator>? Find(long start)
    {
        // Most records belong to the newest panes.
        for (var i = _panes.Count - 1; i >= 0; i--)
        {
            if (_panes[i].Start == start)
            {
                return _panes[i];
            }
        }

        return null;
    }

    public Pane<TKey, TAccumulator> Add(long start)
    {
        var pane = _spare.TryPop(out var spare) ? spare : new Pane<TKey, TAccumulator>(range.Count);
        pane.Begin(start);
        var position = _panes.Count;
        while (position > 0 && _panes[position - 1].Start > start)
        {
            position--;
        }

        _panes.Insert(position, pane);
        return pane;
    }

    public void Drop(Pane<TKey, TAccumulator> pane)
    {
        _panes.Remove(pane);
        var isSpare = _spare.Count < MaxSpare;
        foreach (var table in pane.Tables)
        {
            if (isSpare)
            {
                table.Clear();
            }
            else
            {
                table.Release();
            }
        }

        if (isSpare)
        {
            _spare.Push(pane);
        }
    }

    public IFrozenKeyedState Freeze(KeyedStateFormat<TKey, TAccumulator> format) => new FrozenPanes<TKey, TAccumulator>(format, range, _panes);

    public void Restore(OperatorRestore restore, KeyedStateFormat<TKey, TAccumulator> format)
    {
        foreach (var (keyGroup, reader) in restore.Keyed(format.StateName, format.KeySchema, format.ValueSchema, range))
        {
            for (var panes = reader.ReadCount(); panes > 0; panes--)
            {
                var start = reader.ReadInt64();
                var pane = Find(start) ?? Add(start);
                if (reader.ReadByte() != 0)
                {
                    pane.MarkFired(keyGroup - range.First);
                }

                var table = pane.Tables[keyGroup - range.First];
                for (var entries = reader.ReadCount(); entries > 0; entries--)
                {
                    var key = format.ReadKey(reader);
                    table.GetOrAdd(key, KeyHash<TKey>.Of(key), out _) = format.ReadValue(reader);
                }
            }
        }
    }
}
