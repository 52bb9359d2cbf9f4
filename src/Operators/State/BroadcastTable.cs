using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Backends;

namespace AkkaStreamProc.Operators.State;

/// <summary>The copy of a broadcast state in one subtask. It is in memory, whatever the backend.</summary>
/// <remarks>
/// Every subtask writes its copy into its snapshot, as a keyed state with one group. At another parallelism each new subtask takes
/// one of the old copies (<see cref="OperatorRestore.Copy"/>): they are the same, because all have had the same records.
/// </remarks>
internal sealed class BroadcastTable<TKey, TValue> : IKeyedState
    where TKey : notnull
{
    private readonly KeyedStateFormat<TKey, TValue> _format;
    private readonly KeyTable<TKey, TValue> _table = new();

    // Counts the entries that were added, which may move the others.
    private int _additions;

    public BroadcastTable(KeyedStateFormat<TKey, TValue> format)
    {
        _format = format;
        KeyTable<TKey, TValue>.RehearseFreeze(format);
    }

    public string Name => _format.StateName;

    public int Count => _table.Count;

    /// <summary>Refuses a value that could not be written.</summary>
    /// <exception cref="StreamProcessingException">The value cannot be kept.</exception>
    public void Check(TKey key, TValue value)
    {
        if (_format.NeedsCheck)
        {
            _format.Check(key, value);
        }
    }

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        ref var found = ref _table.Find(key, KeyHash<TKey>.Of(key));
        var isThere = !Unsafe.IsNullRef(ref found);
        value = isThere ? found : default;
        return isThere;
    }

    public void Set(TKey key, TValue value)
    {
        _table.GetOrAdd(key, KeyHash<TKey>.Of(key), out var isNew) = value;
        _additions += isNew ? 1 : 0;
    }

    public bool Remove(TKey key) => _table.Remove(key, KeyHash<TKey>.Of(key));

    /// <summary>Walks the entries; those that are removed meanwhile come no more.</summary>
    /// <exception cref="InvalidOperationException">An entry was added meanwhile.</exception>
    public IEnumerable<KeyValuePair<TKey, TValue>> Entries()
    {
        _table.HandOut();
        var additions = _additions;
        for (var slot = 0; slot < _table.Capacity; slot++)
        {
            if (additions != _additions)
            {
                throw new InvalidOperationException($"An entry was added to the broadcast state '{Name}' while its entries were walked. Walk a copy of them (ToList).");
            }

            if (_table.TryRead(slot, out var key, out var value))
            {
                yield return new KeyValuePair<TKey, TValue>(key, value);
            }
        }
    }

    public long MeasureBytes()
    {
        var memory = default(TableMemory<TKey, TValue>);
        memory.Add(_table);
        return memory.Bytes;
    }

    public IFrozenKeyedState Freeze() => new Frozen(_format, _table.Freeze(_format));

    public void Restore(OperatorRestore restore)
    {
        if (restore.Copy(_format) is not var (reader, written))
        {
            return;
        }

        var count = reader.ReadCount();
        _table.Reserve(count);
        for (; count > 0; count--)
        {
            var key = written.ReadKey(reader);
            _table.GetOrAdd(key, KeyHash<TKey>.Of(key), out _) = written.ReadValue(reader);
        }
    }

    private sealed class Frozen(KeyedStateFormat<TKey, TValue> format, KeyTable<TKey, TValue>.Frozen table) : IFrozenKeyedState
    {
        public string Name => format.StateName;

        public string KeySchema => format.KeySchema;

        public string ValueSchema => format.ValueSchema;

        public KeyGroupRange Range => new(0, 1);

        public bool IsCopy => true;

        public void Write(int keyGroup, SnapshotWriter writer)
        {
            if (table.Count > 0)
            {
                table.Write(writer);
            }
        }

        public void Release() => table.Release();
    }
}
