using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AkkaStreamProc.Operators.State.Backends;

/// <summary>The room of a key table: the slots for its entries, in pooled arrays.</summary>
/// <remarks>
/// Tags and entries are apart, so that a search touches one line of small tags and one entry; the rest of the hash is
/// looked at only where entries move. An entry whose tag does not say that it is taken may hold anything.
/// </remarks>
internal sealed class KeySlots<TKey, TValue>
    where TKey : notnull
{
    /// <summary>No room at all; searches find nothing.</summary>
    public static readonly KeySlots<TKey, TValue> Empty = new(0, new byte[SlotTags.BlockSize], [], []);

    private KeySlots(int capacity, byte[] tags, uint[] hashes, Entry[] entries)
    {
        Capacity = capacity;
        Tags = tags;
        Hashes = hashes;
        Entries = entries;
    }

    /// <summary>How many slots there are: a power of two, at least a block; or 0.</summary>
    public int Capacity { get; }

    public byte[] Tags { get; }

    public uint[] Hashes { get; }

    public Entry[] Entries { get; }

    /// <summary>Takes room for a number of slots from the pool, all of them free.</summary>
    public static KeySlots<TKey, TValue> Rent(int capacity)
    {
        var slots = RentUncleared(capacity);
        Array.Clear(slots.Tags, 0, capacity);
        return slots;
    }

    /// <summary>Gives the arrays back to the pool; nobody may use them afterwards.</summary>
    public void Return()
    {
        if (Capacity > 0)
        {
            ArrayPool<byte>.Shared.Return(Tags);
            ArrayPool<uint>.Shared.Return(Hashes);
            ArrayPool<Entry>.Shared.Return(Entries, RuntimeHelpers.IsReferenceOrContainsReferences<Entry>());
        }
    }

    /// <summary>Makes every slot free.</summary>
    public void Clear()
    {
        Array.Clear(Tags, 0, Capacity);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<Entry>())
        {
            Array.Clear(Entries, 0, Capacity);
        }
    }

    /// <summary>Whether a key lies in a slot.</summary>
    public bool IsTaken(int slot) => (Tags[slot] & SlotTags.TakenBit) != 0;

    /// <summary>The slot of a key, or −1.</summary>
    public int Find(TKey key, ulong hash)
    {
        var tag = SlotTags.Of((uint)hash);
        var mask = Capacity - 1;
        ref var tags = ref MemoryMarshal.GetArrayDataReference(Tags);
        for (var block = Capacity == 0 ? 0 : SlotTags.HomeOf((uint)hash, mask); ; block = (block + SlotTags.BlockSize) & mask)
        {
            ref var first = ref Unsafe.Add(ref tags, block);
            for (var matches = SlotTags.Matching(ref first, tag); matches != 0; matches &= matches - 1)
            {
                var slot = block + BitOperations.TrailingZeroCount(matches);
                if (EqualityComparer<TKey>.Default.Equals(Entries[slot].Key, key))
                {
                    return slot;
                }
            }

            if (SlotTags.Matching(ref first, SlotTags.Free) != 0)
            {
                return -1;
            }
        }
    }

    /// <summary>The first slot that a key with this hash may be put into. There must be one that is not taken.</summary>
    public int FindRoom(ulong hash)
    {
        const uint all = (1u << SlotTags.BlockSize) - 1;
        var mask = Capacity - 1;
        for (var block = SlotTags.HomeOf((uint)hash, mask); ; block = (block + SlotTags.BlockSize) & mask)
        {
            var room = ~SlotTags.Taken(ref Tags[block]) & all;
            if (room != 0)
            {
                return block + BitOperations.TrailingZeroCount(room);
            }
        }
    }

    /// <summary>Empties a slot.</summary>
    /// <returns>Whether the slot is free again; otherwise it keeps a mark until the entries are laid out anew.</returns>
    public bool Remove(int slot)
    {
        // No search passes a block that has a free slot, so another one in it misleads nobody.
        var isFree = SlotTags.Matching(ref Tags[slot & -SlotTags.BlockSize], SlotTags.Free) != 0;
        Tags[slot] = isFree ? SlotTags.Free : SlotTags.Removed;
        Entries[slot] = default;
        return isFree;
    }

    /// <summary>Puts a key where <see cref="FindRoom"/> found room for it.</summary>
    /// <returns>The value as it is to begin with: the default.</returns>
    public ref TValue Put(int slot, TKey key, uint hash)
    {
        Tags[slot] = SlotTags.Of(hash);
        Hashes[slot] = hash;
        ref var entry = ref Entries[slot];
        entry.Key = key;
        entry.Value = default!;
        return ref entry.Value;
    }

    public Enumerator GetEnumerator() => new(this);

    private static KeySlots<TKey, TValue> RentUncleared(int capacity) => new(
        capacity,
        ArrayPool<byte>.Shared.Rent(capacity),
        ArrayPool<uint>.Shared.Rent(capacity),
        ArrayPool<Entry>.Shared.Rent(capacity));

    /// <summary>A key and its value.</summary>
    internal struct Entry
    {
        public TKey Key;
        public TValue Value;
    }

    /// <summary>Walks the entries in the order of their slots; the slots must not be changed meanwhile.</summary>
    internal struct Enumerator(KeySlots<TKey, TValue> slots)
    {
        private int _block = -SlotTags.BlockSize;
        private uint _pending;
        private int _slot;

        public readonly ref Entry Current => ref slots.Entries[_slot];

        /// <summary>The half of the key's hash that places the entry.</summary>
        public readonly uint Hash => slots.Hashes[_slot];

        /// <summary>Where the entry lies.</summary>
        public readonly int Slot => _slot;

        public bool MoveNext()
        {
            while (_pending == 0)
            {
                _block += SlotTags.BlockSize;
                if (_block >= slots.Capacity)
                {
                    return false;
                }

                _pending = SlotTags.Taken(ref slots.Tags[_block]);
            }

            _slot = _block + BitOperations.TrailingZeroCount(_pending);
            _pending &= _pending - 1;
            return true;
        }
    }
}
