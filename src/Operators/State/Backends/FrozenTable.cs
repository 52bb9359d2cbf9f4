using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.State.Backends;

/// <summary>The entries of a table as they stood at a freeze, written by one thread while the operator goes on with the same slots.</summary>
/// <remarks>
/// <para>
/// Nothing is copied at the freeze. Before the operator first changes what lies in a slot, it saves the entry here, unless
/// the writer has it already; where a value can be changed in place, saving means writing it, before it is handed out. So a
/// checkpoint takes memory for what changes while it is written, entry by entry. Neither side waits for more than one block
/// of slots or, where values can be changed in place, one value; an operator that hands out all values saves them all.
/// </para>
/// <para>
/// The operator saves and asks on its thread, the writer writes each slot once, in any order, on its own. An object that
/// stands in two entries is beyond this: it may be changed through one of them while the other is written.
/// </para>
/// </remarks>
internal sealed class FrozenTable<TKey, TValue>(KeySlots<TKey, TValue> slots, int count, KeyedStateFormat<TKey, TValue> format)
    where TKey : notnull
{
    private const int BitsOfWord = 64;

    private static readonly bool SharesValues = StateTypes.IsImmutable(typeof(TValue));

    private readonly Lock _gate = new();

    // What the operator saved ahead of the writer, and, once the writer looks for it, where by slot that is plus one.
    private PagedList<Saved>? _saved;
    private int[]? _places;

    // A bit for each slot that is saved or written, so that the operator may do with it what it likes.
    private ulong[]? _settled;
    private bool _isWritten;
    private int _writtenOneByOne;

    public int Count => count;

    public KeySlots<TKey, TValue> Slots => slots;

    /// <summary>Whether everything is written.</summary>
    public bool IsWritten => Volatile.Read(ref _isWritten);

    /// <summary>The operator is about to change what lies in a slot, or to hand out its value. On its thread.</summary>
    public void Save(int slot)
    {
        if (IsSettled(slot))
        {
            return;
        }

        lock (_gate)
        {
            if (!IsSettled(slot))
            {
                _saved ??= new PagedList<Saved>();
                _saved.Add();
                _saved[_saved.Count - 1] = SavedOf(slot);
                if (_places is not null)
                {
                    _places[slot] = _saved.Count;
                }

                Settle(slot);
            }
        }
    }

    /// <summary>The operator is about to hand out all values. On its thread.</summary>
    public void SaveAll()
    {
        for (var entries = slots.GetEnumerator(); entries.MoveNext();)
        {
            Save(entries.Slot);
        }
    }

    /// <summary>Writes the number of entries, and each with its key before its value. On the thread of the writer, once.</summary>
    public void Write(SnapshotWriter writer)
    {
        writer.WriteCount(count);
        if (SharesValues)
        {
            WriteBlocks(writer);
        }
        else
        {
            for (var slot = 0; slot < slots.Capacity; slot++)
            {
                Write(writer, slot);
                writer.Pause();
            }
        }

        lock (_gate)
        {
            // Every slot is settled, so nothing is saved any more.
            (_saved, _places) = (null, null);
        }

        Volatile.Write(ref _isWritten, true);
    }

    /// <summary>Writes what lay in a slot, its key before its value, if anything. On the thread of the writer, once for each.</summary>
    public void Write(SnapshotWriter writer, int slot)
    {
        if (!TryFindKey(slot, out var key))
        {
            return;
        }

        format.WriteKey(writer, key);
        lock (_gate)
        {
            if (!Find(slot, out var saved))
            {
                format.WriteValue(writer, key, slots.Entries[slot].Value);
            }
            else if (saved.Value is { } bytes)
            {
                writer.WriteRaw(bytes);
            }
            else
            {
                format.WriteValue(writer, key, saved.Entry.Value);
            }

            Settle(slot);
            if (++_writtenOneByOne == count)
            {
                Volatile.Write(ref _isWritten, true);
            }
        }
    }

    /// <summary>The key that lay in a slot; where there was none, the slot is settled.</summary>
    private bool TryFindKey(int slot, out TKey key)
    {
        lock (_gate)
        {
            var isSaved = Find(slot, out var saved);
            var isTaken = isSaved ? saved.IsTaken : slots.IsTaken(slot);
            key = isSaved ? saved.Entry.Key! : slots.Entries[slot].Key!;
            if (!isTaken)
            {
                Settle(slot);
            }

            return isTaken;
        }
    }

    /// <summary>The slots that had an entry, each with its key. Any thread.</summary>
    public List<(int Slot, TKey Key)> Keys()
    {
        var keys = new List<(int, TKey)>(count);
        lock (_gate)
        {
            for (var slot = 0; slot < slots.Capacity; slot++)
            {
                if (Find(slot, out var saved))
                {
                    if (saved.IsTaken)
                    {
                        keys.Add((slot, saved.Entry.Key));
                    }
                }
                else if (slots.IsTaken(slot))
                {
                    keys.Add((slot, slots.Entries[slot].Key));
                }
            }
        }

        return keys;
    }

    /// <summary>Writes block by block; only taking the entries of one holds the operator up.</summary>
    private void WriteBlocks(SnapshotWriter writer)
    {
        var block = new KeySlots<TKey, TValue>.Entry[SlotTags.BlockSize];
        for (var first = 0; first < slots.Capacity; first += SlotTags.BlockSize)
        {
            var taken = 0;
            lock (_gate)
            {
                for (var slot = first; slot < first + SlotTags.BlockSize; slot++)
                {
                    if (Find(slot, out var saved))
                    {
                        block[taken] = saved.Entry;
                        taken += saved.IsTaken ? 1 : 0;
                    }
                    else if (slots.IsTaken(slot))
                    {
                        block[taken++] = slots.Entries[slot];
                    }
                }

                SettleBlock(first);
            }

            foreach (ref var entry in block.AsSpan(0, taken))
            {
                format.WriteKey(writer, entry.Key);
                format.WriteValue(writer, entry.Key, entry.Value);
                writer.Pause();
            }
        }
    }

    /// <summary>Whether the operator has saved what lay in a slot. On the thread of the writer.</summary>
    private bool Find(int slot, out Saved saved)
    {
        saved = default;
        if (_saved is null)
        {
            return false;
        }

        _places ??= PlacesOf(_saved);
        var place = _places[slot] - 1;
        if (place < 0)
        {
            return false;
        }

        saved = _saved[place];
        return true;
    }

    private int[] PlacesOf(PagedList<Saved> saved)
    {
        var places = new int[slots.Capacity];
        for (var i = 0; i < saved.Count; i++)
        {
            places[saved[i].Slot] = i + 1;
        }

        return places;
    }

    private Saved SavedOf(int slot)
    {
        if (!slots.IsTaken(slot))
        {
            return new Saved { Slot = slot };
        }

        ref var entry = ref slots.Entries[slot];
        if (SharesValues)
        {
            return new Saved { Slot = slot, IsTaken = true, Entry = entry };
        }

        var writer = new SnapshotWriter(64);
        format.WriteValue(writer, entry.Key, entry.Value);
        return new Saved { Slot = slot, IsTaken = true, Entry = { Key = entry.Key }, Value = writer.Written.ToArray() };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsSettled(int slot) =>
        Volatile.Read(ref _settled) is { } settled && (Volatile.Read(ref settled[slot / BitsOfWord]) & (1UL << (slot % BitsOfWord))) != 0;

    private void Settle(int slot) => Settle(slot, 1UL << (slot % BitsOfWord));

    private void SettleBlock(int first) => Settle(first, ((1UL << SlotTags.BlockSize) - 1) << (first % BitsOfWord));

    private void Settle(int slot, ulong bits)
    {
        var settled = _settled ?? new ulong[(slots.Capacity + BitsOfWord - 1) / BitsOfWord];
        ref var word = ref settled[slot / BitsOfWord];
        Volatile.Write(ref word, word | bits);
        Volatile.Write(ref _settled, settled);
    }

    /// <summary>What lay in a slot.</summary>
    private struct Saved
    {
        public int Slot;
        public bool IsTaken;
        public KeySlots<TKey, TValue>.Entry Entry;

        /// <summary>The value as bytes, where it can be changed in place.</summary>
        public byte[]? Value;
    }
}
