using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.State.Backends;

/// <summary>The keyed state of one key group: an open-addressing hash table.</summary>
/// <remarks>
/// <para>
/// <see cref="Freeze"/> shares the slots with a snapshot, which another thread writes while the table goes on with them:
/// before an entry changes for the first time, it is saved for the snapshot (<see cref="FrozenTable{TKey, TValue}"/>). What
/// can be changed through a reference is saved before it is handed out, so reading it counts as a change.
/// </para>
/// <para>The caller gives the hash (<see cref="Keys.KeyHash{TKey}"/>), of which the lower half places the entry.</para>
/// </remarks>
internal sealed partial class KeyTable<TKey, TValue>
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

    public int Count { get; private set; }

    /// <summary>How many slots there are.</summary>
    public int Capacity => _slots.Capacity;

    /// <summary>How many bytes the slots take.</summary>
    public long Bytes => (long)Capacity * (sizeof(byte) + sizeof(uint) + Unsafe.SizeOf<KeySlots<TKey, TValue>.Entry>());

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
        var slot = _slots.Find(key, hash);
        if (_isGuarded && !SharesValues && slot >= 0)
        {
            Save(slot);
        }

        return ref slot < 0 ? ref Unsafe.NullRef<TValue>() : ref _entries[slot].Value;
    }

    /// <summary>Fetches the tags with which the search for a key begins into the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void PrefetchTags(ulong hash)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_tags), SlotTags.HomeOf((uint)hash, _mask))));
        }
    }

    /// <summary>Fetches the entry of a key into the cache, where it is the first to match.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void PrefetchEntry(ulong hash)
    {
        if (Sse.IsSupported)
        {
            var block = SlotTags.HomeOf((uint)hash, _mask);
            var matches = SlotTags.Matching(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_tags), block), SlotTags.Of((uint)hash));
            if (matches != 0)
            {
                Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_entries), block + BitOperations.TrailingZeroCount(matches))));
            }
        }
    }

    /// <summary>The value of a key, to be read and not to be handed on.</summary>
    public bool TryGet(TKey key, ulong hash, [MaybeNullWhen(false)] out TValue value)
    {
        var slot = _slots.Find(key, hash);
        value = slot < 0 ? default : _entries[slot].Value;
        return slot >= 0;
    }

    /// <summary>What lies in a slot, if anything; values are to be told of (<see cref="HandOut"/>) before.</summary>
    public bool TryRead(int slot, out TKey key, out TValue value)
    {
        var isTaken = _slots.IsTaken(slot);
        (key, value) = isTaken ? (_entries[slot].Key, _entries[slot].Value) : (default!, default!);
        return isTaken;
    }

    public bool Remove(TKey key, ulong hash)
    {
        var slot = _slots.Find(key, hash);
        if (slot < 0)
        {
            return false;
        }

        RemoveAt(slot);
        return true;
    }

    /// <summary>Looks at the entries of one block of slots and removes those whose values are gone.</summary>
    /// <param name="slot">The first slot of the block; the next one afterwards.</param>
    /// <param name="isGone">Whether a value is; must not change it.</param>
    /// <returns>Whether it was the last block.</returns>
    public bool Sweep(ref int slot, Func<TValue, bool> isGone)
    {
        if (slot >= Capacity)
        {
            return true;
        }

        for (var taken = SlotTags.Taken(ref _tags[slot]); taken != 0; taken &= taken - 1)
        {
            var at = slot + BitOperations.TrailingZeroCount(taken);
            if (isGone(_entries[at].Value))
            {
                RemoveAt(at);
            }
        }

        slot += SlotTags.BlockSize;
        return slot >= Capacity;
    }

    /// <summary>Sees to it that a number of further entries find room without another allocation.</summary>
    public void Reserve(int count)
    {
        if (_used + count > _limit)
        {
            LayOutAnew((int)Math.Max(BitOperations.RoundUpToPowerOf2(((uint)(Count + count) * 8 / 7) + 1), SlotTags.BlockSize));
        }
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
        if (!LeaveSlots())
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

    private void RemoveAt(int slot)
    {
        if (_isGuarded)
        {
            Save(slot);
        }

        Layout++;
        Count--;
        if (_slots.Remove(slot))
        {
            _used--;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref TValue Add(TKey key, ulong hash, out bool isNew)
    {
        var slot = _slots.Find(key, hash);
        isNew = slot < 0;
        if (!isNew)
        {
            if (_isGuarded)
            {
                Save(slot);
            }

            return ref _entries[slot].Value;
        }

        if (_used >= _limit)
        {
            LayOutAnew(Count > _slots.Capacity / 2 ? _slots.Capacity * 2 : Math.Max(_slots.Capacity, SlotTags.BlockSize));
        }

        slot = _slots.FindRoom(hash);
        if (_isGuarded)
        {
            Save(slot);
        }

        if (_tags[slot] == SlotTags.Free)
        {
            _used++;
        }

        Count++;
        return ref _slots.Put(slot, key, (uint)hash);
    }

    /// <summary>Moves the entries into other room, which rids it of the marks of removed keys.</summary>
    private void LayOutAnew(int capacity)
    {
        var old = _slots;
        Use(KeySlots<TKey, TValue>.Rent(capacity));
        for (var from = old.GetEnumerator(); from.MoveNext();)
        {
            var hash = old.Hashes[from.Slot];
            _slots.Put(_slots.FindRoom(hash), from.Current.Key, hash) = from.Current.Value;
        }

        _used = Count;
        if (!LeaveSlots())
        {
            old.Return();
        }
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
}
