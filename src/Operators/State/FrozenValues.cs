using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.State;

/// <summary>Values of a frozen table that can be changed through a reference: each is written before it is changed.</summary>
/// <remarks>
/// The snapshot and the running operator share the objects themselves, so that a checkpoint changes nothing the operator
/// has. The writer walks the slots in order. When the operator is about to hand out a value that the writer has not
/// reached, it writes this one value first; the snapshot gets those bytes, the operator goes on with its object. Neither
/// side waits for more than one value. An object that stands in two entries is beyond this: it may be changed through
/// one of them while the other is written.
/// </remarks>
internal sealed class FrozenValues<TKey, TValue>(KeySlots<TKey, TValue> slots, KeyedStateFormat<TKey, TValue> format)
    where TKey : notnull
{
    private readonly Lock _gate = new();

    // The values that the operator wrote ahead of the writer, by slot.
    private Dictionary<int, byte[]>? _ahead;

    // The writer has passed all slots before this one.
    private int _next;

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

    /// <summary>Writes the value of the next slot as it stood at the freeze. On the thread that writes the snapshot.</summary>
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

            Volatile.Write(ref _next, slot + 1);
        }
    }

    private void WriteAhead(int slot)
    {
        if (Volatile.Read(ref _next) > slot)
        {
            return;
        }

        lock (_gate)
        {
            if (_next > slot || _ahead?.ContainsKey(slot) == true)
            {
                return;
            }

            var writer = new SnapshotWriter(64);
            format.WriteValue(writer, slots.Entries[slot].Key, slots.Entries[slot].Value);
            (_ahead ??= []).Add(slot, writer.Written.ToArray());
        }
    }
}
