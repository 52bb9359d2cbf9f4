using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AkkaStreamProc.Operators.State;

/// <summary>The keyed state of one key group: an open-addressing hash table.</summary>
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
    private static readonly bool SharesValues = StateTypes.IsImmutable(typeof(TValue));

    private KeySlots<TKey, TValue> _slots = KeySlots<TKey, TValue>.Empty;

    // Of the slots, so that the search for a key has them at hand.
    private byte[] _tags = KeySlots<TKey, TValue>.Empty.Tags;
    private KeySlots<TKey, TValue>.Entry[] _entries = [];
    private int _mask;

    // Slots that are taken or keep the mark of a removed key, and how many of them there may be.
    private int _used;
    private int _limit;
    private Share? _share;

    public int Count { get; private set; }

    /// <summary>The value of a key, created as <see langword="default"/> where there is none.</summary>
    /// <returns>A reference that is valid until the next call of any member.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TValue GetOrAdd(TKey key, ulong hash, out bool isNew)
    {
        // Most keys are there, in their home block, and the first to match.
        if (_share is null)
        {
            var block = SlotTags.HomeOf((uint)hash, _mask);
            ref var tags = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_tags), block);
            var matches = SlotTags.Matching(ref tags, SlotTags.Of((uint)hash));
            if (matches != 0)
            {
                var slot = block + BitOperations.TrailingZeroCount(matches);
                ref var entry = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_entries), slot);
                if (EqualityComparer<TKey>.Default.Equals(entry.Key, key))
                {
                    isNew = false;
                    return ref entry.Value;
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

        var slot = _slots.Find(key, hash);
        return ref slot < 0 ? ref Unsafe.NullRef<TValue>() : ref _entries[slot].Value;
    }

    public bool Remove(TKey key, ulong hash)
    {
        var slot = _slots.Find(key, hash);
        if (slot < 0)
        {
            return false;
        }

        Own();
        Count--;
        if (_slots.Remove(slot))
        {
            _used--;
        }

        return true;
    }

    /// <summary>Removes all entries and keeps the room for them.</summary>
    public void Clear()
    {
        if (_share is not null)
        {
            Release();
        }
        else if (_used > 0)
        {
            _slots.Clear();
            _used = 0;
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
        else
        {
            _slots.Return();
        }

        Use(KeySlots<TKey, TValue>.Empty);
        _used = 0;
        Count = 0;
    }

    public KeySlots<TKey, TValue>.Enumerator GetEnumerator() => _slots.GetEnumerator();

    /// <summary>Shares the entries with a snapshot.</summary>
    public Frozen Freeze()
    {
        if (Count == 0)
        {
            return default;
        }

        _share ??= new Share();
        _share.Holders++;
        return new Frozen(this, _share, _slots, Count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref TValue Add(TKey key, ulong hash, out bool isNew)
    {
        Own();
        var slot = _slots.Find(key, hash);
        isNew = slot < 0;
        if (!isNew)
        {
            return ref _entries[slot].Value;
        }

        if (_used >= _limit)
        {
            LayOutAnew();
        }

        slot = _slots.FindRoom(hash);
        if (_tags[slot] == SlotTags.Free)
        {
            _used++;
        }

        Count++;
        return ref _slots.Put(slot, key, (uint)hash);
    }

    private void Own()
    {
        if (_share is not { } share)
        {
            return;
        }

        share.IsDetached = true;
        _share = null;
        Use(_slots.Copy());
        if (!SharesValues)
        {
            foreach (ref var entry in _slots)
            {
                entry.Value = StateSerializer<TValue>.Default.Copy(entry.Value);
            }
        }
    }

    /// <summary>Moves the entries into twice the room, or only rids the room of the marks of removed keys.</summary>
    private void LayOutAnew()
    {
        var old = _slots;
        Use(KeySlots<TKey, TValue>.Rent(Count > old.Capacity / 2 ? old.Capacity * 2 : Math.Max(old.Capacity, SlotTags.BlockSize)));
        for (var from = old.GetEnumerator(); from.MoveNext();)
        {
            var hash = old.Hashes[from.Slot];
            _slots.Put(_slots.FindRoom(hash), from.Current.Key, hash) = from.Current.Value;
        }

        _used = Count;
        old.Return();
    }

    private void Use(KeySlots<TKey, TValue> slots)
    {
        _slots = slots;
        _tags = slots.Tags;
        _entries = slots.Entries;
        _mask = Math.Max(slots.Capacity, 1) - 1;
        _limit = (int)((uint)slots.Capacity * 7 / 8);
    }

    /// <summary>The entries as they stood at a freeze, readable by any thread until <see cref="Release"/>.</summary>
    internal readonly struct Frozen(KeyTable<TKey, TValue> table, Share share, KeySlots<TKey, TValue> slots, int count)
    {
        public int Count => count;

        public KeySlots<TKey, TValue>.Enumerator GetEnumerator() => (slots ?? KeySlots<TKey, TValue>.Empty).GetEnumerator();

        /// <summary>Ends the sharing. On the thread that owns the table, once.</summary>
        public void Release()
        {
            if (count == 0 || --share.Holders > 0)
            {
                return;
            }

            if (share.IsDetached)
            {
                slots.Return();
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
