using System.Runtime.CompilerServices;

namespace AkkaStreamProc.Bench.Shuffle;

/// <summary>The simplest fast table of counts: open addressing, linear probing, a multiplicative hash.</summary>
internal sealed class CountTable
{
    private (long Key, long Count)[] _entries = new (long, long)[1024];
    private int _shift = 64 - 10;
    private int _count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Increment(long key) => Add(key, 1);

    /// <summary>Adds to the count of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="count">At least 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long key, long count)
    {
        var entries = _entries;
        var mask = entries.Length - 1;
        for (var slot = (int)((ulong)(key * unchecked((long)0x9E3779B97F4A7C15)) >> _shift); ; slot = (slot + 1) & mask)
        {
            ref var entry = ref entries[slot & mask];
            if (entry.Key == key && entry.Count != 0)
            {
                entry.Count += count;
                return;
            }

            if (entry.Count == 0)
            {
                entry = (key, count);
                if (++_count > entries.Length / 2)
                {
                    Grow();
                }

                return;
            }
        }
    }

    public IEnumerator<(long Key, long Count)> GetEnumerator()
    {
        foreach (var entry in _entries)
        {
            if (entry.Count != 0)
            {
                yield return entry;
            }
        }
    }

    public void Clear()
    {
        Array.Clear(_entries);
        _count = 0;
    }

    private void Grow()
    {
        var old = _entries;
        _entries = new (long, long)[old.Length * 2];
        _shift--;
        foreach (var entry in old.Where(e => e.Count != 0))
        {
            var slot = (int)((ulong)(entry.Key * unchecked((long)0x9E3779B97F4A7C15)) >> _shift);
            while (_entries[slot].Count != 0)
            {
                slot = (slot + 1) & (_entries.Length - 1);
            }

            _entries[slot] = entry;
        }
    }
}
