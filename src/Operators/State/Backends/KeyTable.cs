using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.State.Backends;

/// <summary>The keyed state of one key group: an open-addressing hash table.</summary>
/// <remarks>
/// <para>
/// <see cref="Freeze"/> shares the entries with a snapshot; the table copies the slots before its next change (copy on
/// write), so that a freeze costs nothing and a snapshot can be written by another thread meanwhile. The values are never
/// copied: what can be changed through a reference is written for the snapshot before it is handed out
/// (<see cref="FrozenValues{TKey, TValue}"/>), and reading one counts as a change.
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

    // The snapshots whose values can be changed through this table, and are written before they are.
    private FrozenValues<TKey, TValue>[] _snapshots = [];

    // Whether any of the two above is there.
    private bool _isGuarded;

    public int Count { get; private set; }

    /// <summary>How many slots there are.</summary>
    public int Capacity => _slots.Capacity;

    /// <summary>A number that changes when an entry moves or goes; while it stays, a slot holds what it held.</summary>
    public int Layout { get; private set; }

    /// <summary>Whether an entry may be changed in its slot without asking.</summary>
    public bool IsFree => !_isGuarded;

    /// <summary>The value of a key, created as <see langword="default"/> where there is none.</summary>
    /// <returns>A reference that is valid until the next call of any member.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TValue GetOrAdd(TKey key, ulong hash, out bool isNew)
    {
        // Most keys are there, in their home block, and the first to match.
        if (!_isGuarded)
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

    /// <summary>The value in a slot (<see cref="SlotOf"/>) that the layout has not changed since.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TValue At(int slot) => ref _entries[slot].Value;

    /// <summary>Where a value lies that this table has handed out and nothing has moved since.</summary>
    public int SlotOf(ref TValue value) =>
        (int)(Unsafe.ByteOffset(ref _entries[0].Value, ref value) / Unsafe.SizeOf<KeySlots<TKey, TValue>.Entry>());

    /// <summary>The value of a key, or a null reference (<see cref="Unsafe.IsNullRef{T}"/>).</summary>
    /// <inheritdoc cref="GetOrAdd" path="/returns"/>
    /// <remarks>To read; it may be shared with a snapshot.</remarks>
    public ref TValue Find(TKey key, ulong hash)
    {
        if (_isGuarded)
        {
            WriteAhead(key, hash);
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
        Layout++;
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
            return;
        }

        Forget();
        Layout++;
        if (_used > 0)
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

        Forget();
        Use(KeySlots<TKey, TValue>.Empty);
        _used = 0;
        Count = 0;
    }

    /// <summary>Walks the entries. Values that are handed on from here are to be told of (<see cref="HandOut"/>) before.</summary>
    public KeySlots<TKey, TValue>.Enumerator GetEnumerator() => _slots.GetEnumerator();

    /// <summary>All values are about to be handed out, as one is by <see cref="Find"/>.</summary>
    public void HandOut()
    {
        foreach (var snapshot in _snapshots)
        {
            snapshot.WriteAllAhead();
        }
    }

    /// <summary>Freezes a table without entries as if it had one, so that the code is compiled before there are any (<see cref="Execution.StreamOperator.RehearseFreeze"/>).</summary>
    public static void RehearseFreeze(KeyedStateFormat<TKey, TValue> format) => new KeyTable<TKey, TValue> { Count = 1 }.Freeze(format).Release();

    /// <summary>Shares the entries with a snapshot.</summary>
    /// <param name="format">How it writes them.</param>
    public Frozen Freeze(KeyedStateFormat<TKey, TValue> format)
    {
        if (Count == 0)
        {
            return default;
        }

        _share ??= new Share();
        _share.Holders++;
        _isGuarded = true;
        if (SharesValues)
        {
            return new Frozen(this, _share, _slots, Count, format, null);
        }

        var values = new FrozenValues<TKey, TValue>(_slots, format);
        _snapshots = [.. _snapshots, values];
        return new Frozen(this, _share, _slots, Count, format, values);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref TValue Add(TKey key, ulong hash, out bool isNew)
    {
        Own();
        WriteAhead(key, hash);
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
        _isGuarded = _snapshots.Length > 0;
        Use(_slots.Copy());
    }

    private void WriteAhead(TKey key, ulong hash)
    {
        foreach (var snapshot in _snapshots)
        {
            snapshot.WriteAhead(key, hash);
        }
    }

    /// <summary>Nothing that a snapshot has can be reached through this table any more.</summary>
    private void Forget()
    {
        _snapshots = [];
        _isGuarded = false;
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
        Layout++;
        _slots = slots;
        _tags = slots.Tags;
        _entries = slots.Entries;
        _mask = Math.Max(slots.Capacity, 1) - 1;
        // A search ends at a free slot; in a single block there is nothing else to gain from room.
        _limit = slots.Capacity == SlotTags.BlockSize ? SlotTags.BlockSize - 1 : (int)((uint)slots.Capacity * 7 / 8);
    }

    private void EndSharing(Share share, KeySlots<TKey, TValue> slots, FrozenValues<TKey, TValue>? values)
    {
        if (values is not null)
        {
            _snapshots = [.. _snapshots.Where(s => s != values)];
        }

        if (--share.Holders == 0)
        {
            if (share.IsDetached)
            {
                slots.Return();
            }
            else
            {
                _share = null;
            }
        }

        _isGuarded = _share is not null || _snapshots.Length > 0;
    }

    /// <summary>The entries as they stood at a freeze, to be written by any thread until <see cref="Release"/>.</summary>
    internal readonly struct Frozen(
        KeyTable<TKey, TValue> table,
        Share share,
        KeySlots<TKey, TValue> slots,
        int count,
        KeyedStateFormat<TKey, TValue> format,
        FrozenValues<TKey, TValue>? values)
    {
        public int Count => count;

        /// <summary>Writes the number of entries, and each with its key before its value. Once.</summary>
        public void Write(SnapshotWriter writer)
        {
            writer.WriteCount(count);
            if (count == 0)
            {
                return;
            }

            for (var entries = slots.GetEnumerator(); entries.MoveNext();)
            {
                Write(writer, entries.Slot);
            }
        }

        /// <summary>Writes the entry in a slot, its key before its value. Each once.</summary>
        public void Write(SnapshotWriter writer, int slot)
        {
            ref var entry = ref slots.Entries[slot];
            format.WriteKey(writer, entry.Key);
            if (values is null)
            {
                format.WriteValue(writer, entry.Key, entry.Value);
            }
            else
            {
                values.Write(writer, slot);
            }
        }

        /// <summary>Walks the entries; to read their keys.</summary>
        public KeySlots<TKey, TValue>.Enumerator GetEnumerator() => slots.GetEnumerator();

        /// <summary>Ends the sharing. On the thread that owns the table, once.</summary>
        public void Release()
        {
            if (count > 0)
            {
                table.EndSharing(share, slots, values);
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
