using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.State.Backends;

/// <content>What the table shares with snapshots, and how it keeps it for them.</content>
internal sealed partial class KeyTable<TKey, TValue>
{
    private Share? _share;

    // The snapshots that need what lies in the slots, as it is now.
    private FrozenTable<TKey, TValue>[] _sharing = [];

    // Those that have former slots, with values that can be changed through this table.
    private FrozenTable<TKey, TValue>[] _former = [];

    // Whether any of the two above is there.
    private bool _isGuarded;

    /// <summary>All values are about to be handed out, as one is by <see cref="Find"/>.</summary>
    public void HandOut()
    {
        if (SharesValues)
        {
            return;
        }

        foreach (var snapshot in _sharing)
        {
            snapshot.SaveAll();
        }

        foreach (var snapshot in _former)
        {
            snapshot.SaveAll();
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
        var frozen = new FrozenTable<TKey, TValue>(_slots, Count, format);
        _sharing = [.. _sharing, frozen];
        _isGuarded = true;
        return new Frozen(this, _share, frozen);
    }

    /// <summary>Saves what lies in a slot for all snapshots that need it, before it changes or its value is handed out.</summary>
    private void Save(int slot)
    {
        foreach (var snapshot in _sharing)
        {
            snapshot.Save(slot);
        }

        if (_former.Length > 0 && _slots.IsTaken(slot))
        {
            SaveFormer(slot);
        }

        if (Array.Exists(_sharing, s => s.IsWritten) || Array.Exists(_former, s => s.IsWritten))
        {
            Keep(static s => !s.IsWritten);
        }
    }

    private void SaveFormer(int slot)
    {
        var (key, hash) = (_entries[slot].Key, _slots.Hashes[slot]);
        foreach (var snapshot in _former)
        {
            if (snapshot.Slots.Find(key, hash) is >= 0 and var former)
            {
                snapshot.Save(former);
            }
        }
    }

    private void Keep(Predicate<FrozenTable<TKey, TValue>> isKept)
    {
        _sharing = Array.FindAll(_sharing, isKept);
        _former = Array.FindAll(_former, isKept);
        _isGuarded = _sharing.Length > 0 || _former.Length > 0;
    }

    /// <summary>Leaves the slots to the snapshots that have them; the last of those gives them back.</summary>
    /// <returns>Whether there are any.</returns>
    private bool LeaveSlots()
    {
        if (_share is not { } share)
        {
            return false;
        }

        share.IsDetached = true;
        _share = null;
        _former = SharesValues ? [] : [.. _former, .. _sharing];
        _sharing = [];
        _isGuarded = _former.Length > 0;
        return true;
    }

    /// <summary>Nothing that a snapshot has can be reached through this table any more.</summary>
    private void Forget()
    {
        (_sharing, _former) = ([], []);
        _isGuarded = false;
    }

    private void EndSharing(Share share, FrozenTable<TKey, TValue> frozen)
    {
        Keep(s => s != frozen);
        if (--share.Holders > 0)
        {
            return;
        }

        if (share.IsDetached)
        {
            frozen.Slots.Return();
        }
        else
        {
            _share = null;
        }
    }

    /// <summary>The entries as they stood at a freeze, to be written by any thread until <see cref="Release"/>.</summary>
    internal readonly struct Frozen(KeyTable<TKey, TValue> table, Share share, FrozenTable<TKey, TValue>? entries)
    {
        public int Count => entries?.Count ?? 0;

        /// <summary>Writes the number of entries, and each with its key before its value. Once.</summary>
        public void Write(SnapshotWriter writer)
        {
            if (entries is null)
            {
                writer.WriteCount(0);
            }
            else
            {
                entries.Write(writer);
            }
        }

        /// <summary>Writes the entry in a slot, its key before its value. Each once.</summary>
        public void Write(SnapshotWriter writer, int slot) => entries!.Write(writer, slot);

        /// <summary>The slots of the entries, each with its key.</summary>
        public IReadOnlyList<(int Slot, TKey Key)> Keys() => entries?.Keys() ?? [];

        /// <summary>Ends the sharing. On the thread that owns the table, once.</summary>
        public void Release()
        {
            if (entries is not null)
            {
                table.EndSharing(share, entries);
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
