using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AkkaStreamProc.Operators.State;

/// <summary>The keyed state of one key group: an open-addressing hash table with linear probing.</summary>
/// <remarks>
/// <para>
/// <see cref="Freeze"/> shares the entries with a snapshot; the table copies them before its next change (copy on write),
/// so that a freeze costs nothing and a snapshot can be written by another thread meanwhile. Values that can be changed
/// through a reference are copied deeply, and reading one counts as a change.
/// </para>
/// <para>The caller gives the hash (<see cref="Keys.KeyHash{TKey}"/>), of which the lower half places the entry.</para>
/// </remarks>
internal sealed class KeyTable<TKey, TValue>
    where TKey : notnull
{
    private const int MinCapacity = 8;

    private static readonly Entry[] Empty = new Entry[1];

    private static readonly bool SharesValues = StateTypes.IsImmutable(typeof(TValue));

    private Entry[] _entries = Empty;
    private int _mask;
    private int _limit;
    private Share? _share;

    public int Count { get; private set; }

    /// <summary>The value of a key, created as <see langword="default"/> where there is none.</summary>
    /// <returns>A reference that is valid until the next call of any member.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TValue GetOrAdd(TKey key, ulong hash, out bool isNew)
    {
        if (_share is null)
        {
            var tag = TagOf(hash);
            var mask = _mask;
            ref var entries = ref MemoryMarshal.GetArrayDataReference(_entries);
            for (var slot = (int)hash & mask; ; slot = (slot + 1) & mask)
            {
                ref var entry = ref Unsafe.Add(ref entries, slot);
                if (entry.Tag == tag && EqualityComparer<TKey>.Default.Equals(entry.Key, key))
                {
                    isNew = false;
                    return ref entry.Value;
                }

                if (entry.Tag == 0)
                {
                    break;
                }
            }
        }

        return ref Add(key, hash, out isNew);
    }

    /// <summary>The value of a key, or a null reference (<see cref="Unsafe.IsNullRef{T}"/>).</summary>
    /// <inheritdoc cref="GetOrAdd" path="/returns"/>
    public ref TValue Find(TKey key, ulong hash)
    {
        if (_share is not null && !SharesValues)
        {
            Own();
        }

        var slot = SlotOf(key, hash);
        return ref slot < 0 ? ref Unsafe.NullRef<TValue>() : ref _entries[slot].Value;
    }

    public bool Remove(TKey key, ulong hash)
    {
        var slot = SlotOf(key, hash);
        if (slot < 0)
        {
            return false;
        }

        Own();
        Count--;
        // Moves later entries of the run back, so that no tombstones are needed.
        var hole = slot;
        for (var next = (hole + 1) & _mask; _entries[next].Tag != 0; next = (next + 1) & _mask)
        {
            var home = (int)_entries[next].Tag & _mask;
            if (((next - home) & _mask) >= ((next - hole) & _mask))
            {
                _entries[hole] = _entries[next];
                hole = next;
            }
        }

        _entries[hole] = default;
        return true;
    }

    /// <summary>Removes all entries and keeps the room for them.</summary>
    public void Clear()
    {
        if (_share is not null)
        {
            Release();
        }
        else if (Count > 0)
        {
            Array.Clear(_entries, 0, _mask + 1);
            Count = 0;
        }
    }

    /// <summary>Gives the room for entries back to the pool; the table is empty afterwards.</summary>
    public void Release()
    {
        if (_share is { } share)
        {
            // The entries belong to the snapshots now; the last of them gives them back.
            share.IsDetached = true;
            _share = null;
        }
        else if (_entries != Empty)
        {
            ReturnToPool(_entries);
        }

        _entries = Empty;
        _mask = 0;
        _limit = 0;
        Count = 0;
    }

    public Enumerator GetEnumerator() => new(_entries, Count == 0 ? 0 : _mask + 1);

    /// <summary>Shares the entries with a snapshot.</summary>
    public Frozen Freeze()
    {
        if (Count == 0)
        {
            return default;
        }

        _share ??= new Share();
        _share.Holders++;
        return new Frozen(this, _share, _entries, _mask + 1, Count);
    }

    // The tag's lower bits are those of the hash, so that an entry knows its home slot; the top bit marks it as taken.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint TagOf(ulong hash) => (uint)hash | 0x80000000u;

    private static void ReturnToPool(Entry[] entries) =>
        ArrayPool<Entry>.Shared.Return(entries, RuntimeHelpers.IsReferenceOrContainsReferences<Entry>());

    private static Entry[] RentCleared(int capacity)
    {
        var entries = ArrayPool<Entry>.Shared.Rent(capacity);
        Array.Clear(entries, 0, capacity);
        return entries;
    }

    private int SlotOf(TKey key, ulong hash)
    {
        var tag = TagOf(hash);
        for (var slot = (int)hash & _mask; _entries[slot].Tag != 0; slot = (slot + 1) & _mask)
        {
            if (_entries[slot].Tag == tag && EqualityComparer<TKey>.Default.Equals(_entries[slot].Key, key))
            {
                return slot;
            }
        }

        return -1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref TValue Add(TKey key, ulong hash, out bool isNew)
    {
        Own();
        var slot = SlotOf(key, hash);
        isNew = slot < 0;
        if (!isNew)
        {
            return ref _entries[slot].Value;
        }

        if (Count >= _limit)
        {
            Grow();
        }

        for (slot = (int)hash & _mask; _entries[slot].Tag != 0; slot = (slot + 1) & _mask)
        {
        }

        Count++;
        ref var entry = ref _entries[slot];
        entry.Tag = TagOf(hash);
        entry.Key = key;
        return ref entry.Value;
    }

    private void Own()
    {
        if (_share is not { } share)
        {
            return;
        }

        var capacity = _mask + 1;
        var copy = ArrayPool<Entry>.Shared.Rent(capacity);
        Array.Copy(_entries, copy, capacity);
        if (!SharesValues)
        {
            for (var slot = 0; slot < capacity; slot++)
            {
                if (copy[slot].Tag != 0)
                {
                    copy[slot].Value = StateSerializer<TValue>.Default.Copy(copy[slot].Value);
                }
            }
        }

        share.IsDetached = true;
        _share = null;
        _entries = copy;
    }

    private void Grow()
    {
        var old = _entries;
        var oldCapacity = old == Empty ? 0 : _mask + 1;
        var capacity = Math.Max(MinCapacity, oldCapacity * 2);
        _entries = RentCleared(capacity);
        _mask = capacity - 1;
        _limit = (int)((uint)capacity * 5 / 8);
        for (var i = 0; i < oldCapacity; i++)
        {
            if (old[i].Tag == 0)
            {
                continue;
            }

            var slot = (int)old[i].Tag & _mask;
            while (_entries[slot].Tag != 0)
            {
                slot = (slot + 1) & _mask;
            }

            _entries[slot] = old[i];
        }

        if (old != Empty)
        {
            ReturnToPool(old);
        }
    }

    /// <summary>One slot of the table; free where the tag is 0.</summary>
    internal struct Entry
    {
        public TKey Key;
        public TValue Value;
        public uint Tag;
    }

    /// <summary>Walks the entries in the order of their slots; the table must not be changed meanwhile.</summary>
    internal struct Enumerator(Entry[] entries, int capacity)
    {
        private int _slot = -1;

        public readonly ref Entry Current => ref entries[_slot];

        public bool MoveNext()
        {
            while (++_slot < capacity)
            {
                if (entries[_slot].Tag != 0)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>The entries as they stood at a freeze, readable by any thread until <see cref="Release"/>.</summary>
    internal readonly struct Frozen(KeyTable<TKey, TValue> table, Share share, Entry[] entries, int capacity, int count)
    {
        public int Count => count;

        public Enumerator GetEnumerator() => new(entries ?? Empty, count == 0 ? 0 : capacity);

        /// <summary>Ends the sharing. On the thread that owns the table, once.</summary>
        public void Release()
        {
            if (count == 0 || --share.Holders > 0)
            {
                return;
            }

            if (share.IsDetached)
            {
                ReturnToPool(entries);
            }
            else
            {
                table._share = null;
            }
        }
    }

    /// <summary>How many snapshots hold a set of entries, and whether the table still does.</summary>
    internal sealed class Share
    {
        public int Holders { get; set; }

        public bool IsDetached { get; set; }
    }
}
