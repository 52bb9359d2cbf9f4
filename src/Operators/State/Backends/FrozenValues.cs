using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.State.Backends;

/// <summary>Values of a frozen table that can be changed through a reference: each is written before it is changed.</summary>
/// <remarks>
/// The snapshot and the running operator share the objects themselves, so that a checkpoint changes nothing the operator
/// has. The writer takes the slots in any order, each once. When the operator is about to hand out a value that the writer
/// has not written, it writes this one value first; the snapshot gets those bytes, the operator goes on with its object. Neither
/// side waits for more than one value. An object that stands in two entries is beyond this: it may be changed through
/// one of them while the other is written.
/// </remarks>
internal sealed class FrozenValues<TKey, TValue>(KeySlots<TKey, TValue> slots, KeyedStateFormat<TKey, TValue> format)
    where TKey : notnull
{
    private const int BitsOfWord = 64;

    private readonly Lock _gate = new();

    // The values that the operator wrote ahead of the writer, by slot.
    private Dictionary<int, byte[]>? _ahead;

    // A bit for each slot that the writer has written; only the writer sets them.
    private ulong[]? _written;

    /// <summary>The operator is about to hand out the value of a key. On the thread that owns the table.</summary>
    public void WriteAhead(TKey key, ulong hash)
    {
        if (slots.Find(key, hash) is >= 0 and var slot)
        {
            WriteAhead(slot);
        }
    }

    /// <summary>The operator is about to hand out all values. On the thread that owns the table.</summary>
    public void WriteAllAhead()
    {
        for (var entries = slots.GetEnumerator(); entries.MoveNext();)
        {
            WriteAhead(entries.Slot);
        }
    }

    /// <summary>Writes the value of a slot as it stood at the freeze. On the thread that writes the snapshot.</summary>
    public void Write(SnapshotWriter writer, int slot)
    {
        lock (_gate)
        {
            if (_ahead is not null && _ahead.Remove(slot, out var bytes))
            {
                writer.WriteRaw(bytes);
            }
            else
            {
                format.WriteValue(writer, slots.Entries[slot].Key, slots.Entries[slot].Value);
            }

            var written = _written ?? new ulong[(slots.Capacity + BitsOfWord - 1) / BitsOfWord];
            Volatile.Write(ref written[slot / BitsOfWord], written[slot / BitsOfWord] | (1UL << (slot % BitsOfWord)));
            Volatile.Write(ref _written, written);
        }
    }

    private bool IsWritten(int slot) =>
        Volatile.Read(ref _written) is { } written && (Volatile.Read(ref written[slot / BitsOfWord]) & (1UL << (slot % BitsOfWord))) != 0;

    private void WriteAhead(int slot)
    {
        if (IsWritten(slot))
        {
            return;
        }

        lock (_gate)
        {
            if (IsWritten(slot) || _ahead?.ContainsKey(slot) == true)
            {
                return;
            }

            var writer = new SnapshotWriter(64);
            format.WriteValue(writer, slots.Entries[slot].Key, slots.Entries[slot].Value);
            (_ahead ??= []).Add(slot, writer.Written.ToArray());
        }
    }
}
