using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.State.Backends;

namespace AkkaStreamProc.Operators.Windows;

/// <summary>What a subtask has gathered for one stretch of time: the accumulators of its keys.</summary>
/// <remarks>
/// With few keys they are in one table, so that an open window costs little; with many there is a table for each key group,
/// so that a snapshot needs no sorting and a firing yields between the tables.
/// </remarks>
internal sealed class Pane<TKey, TAccumulator>(KeyGroupRange range, int maxParallelism)
    where TKey : notnull
{
    /// <summary>How many keys one table may have before it is divided.</summary>
    public const int MaxWhole = 1024;

    private KeyTable<TKey, TAccumulator>[] _tables = [new()];

    public long Start { get; private set; }

    /// <summary>Whether there is a table for each key group.</summary>
    public bool IsDivided => _tables.Length > 1;

    /// <summary>The one table, or one for each key group of the subtask; the same until the pane is divided.</summary>
    public KeyTable<TKey, TAccumulator>[] Tables => _tables;

    /// <summary>The number of a key group within the subtask and this is the number of its table.</summary>
    public int GroupMask => IsDivided ? -1 : 0;

    /// <summary>For how many keys there is room without another allocation, roughly; the same until an entry is added.</summary>
    public int Room
    {
        get
        {
            var room = 0;
            foreach (var table in _tables)
            {
                room += table.Capacity;
            }

            return room;
        }
    }

    public void Begin(long start) => Start = start;

    /// <summary>The table with the keys of a group.</summary>
    /// <param name="group">The number of the key group within the subtask.</param>
    public KeyTable<TKey, TAccumulator> TableOf(int group) => _tables[group & GroupMask];

    /// <summary>The table with a key.</summary>
    public KeyTable<TKey, TAccumulator> TableOf(ulong hash) => TableOf(KeyGroups.Of(hash, maxParallelism) - range.First);

    /// <summary>Divides the one table where it has become large.</summary>
    public void DivideIfLarge()
    {
        if (!IsDivided && _tables[0].Count > MaxWhole)
        {
            Divide();
        }
    }

    /// <summary>Gives each key group a table of its own.</summary>
    public void Divide()
    {
        if (IsDivided || range.Count == 1)
        {
            return;
        }

        var whole = _tables[0];
        var tables = new KeyTable<TKey, TAccumulator>[range.Count];
        for (var group = 0; group < tables.Length; group++)
        {
            tables[group] = new KeyTable<TKey, TAccumulator>();
        }

        // Snapshots that share the table keep its slots; what can be changed through a value is written for them first.
        whole.HandOut();
        foreach (ref var entry in whole)
        {
            var hash = KeyHash<TKey>.Of(entry.Key);
            tables[KeyGroups.Of(hash, maxParallelism) - range.First].GetOrAdd(entry.Key, hash, out _) = entry.Value;
        }

        whole.Release();
        _tables = tables;
    }

    /// <summary>Removes all entries.</summary>
    /// <param name="keepsRoom">Whether the room for them is kept for another window.</param>
    public void Clear(bool keepsRoom)
    {
        foreach (var table in _tables)
        {
            if (keepsRoom)
            {
                table.Clear();
            }
            else
            {
                table.Release();
            }
        }
    }
}
