using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.State;

/// <summary>What every keyed state of an operator can do, whatever it holds.</summary>
internal interface IKeyedState
{
    IFrozenKeyedState Freeze();

    void Restore(OperatorRestore restore);
}

/// <summary>The values of one state, in a table for each key group.</summary>
internal sealed class KeyedValueState<TKey, TValue> : ValueState<TValue>, IKeyedState
    where TKey : notnull
{
    private readonly string _name;
    private readonly KeyGroupRange _range;
    private readonly CurrentKey<TKey> _current;
    private readonly KeyTable<TKey, TValue>[] _tables;

    public KeyedValueState(string name, KeyGroupRange range, CurrentKey<TKey> current)
    {
        _name = name;
        _range = range;
        _current = current;
        _tables = [.. Enumerable.Range(0, range.Count).Select(_ => new KeyTable<TKey, TValue>())];
    }

    public override bool HasValue => !Unsafe.IsNullRef(ref Find());

    public override TValue? Value
    {
        get
        {
            ref var value = ref Find();
            return Unsafe.IsNullRef(ref value) ? default : value;
        }

        set => Table.GetOrAdd(_current.Key, _current.Hash, out _) = value!;
    }

    private KeyTable<TKey, TValue> Table => _tables[_current.KeyGroup - _range.First];

    public override void Clear() => Table.Remove(_current.Key, _current.Hash);

    public IFrozenKeyedState Freeze() => new Frozen(_name, _range, Array.ConvertAll(_tables, t => t.Freeze()));

    public void Restore(OperatorRestore restore)
    {
        foreach (var (keyGroup, reader) in restore.Keyed(_name, typeof(TKey), StateTypes.Schema(typeof(TValue)), _range))
        {
            var table = _tables[keyGroup - _range.First];
            for (var count = reader.ReadCount(); count > 0; count--)
            {
                var key = StateSerializer<TKey>.Default.Read(reader);
                table.GetOrAdd(key, KeyHash<TKey>.Of(key), out _) = StateSerializer<TValue>.Default.Read(reader);
            }
        }
    }

    private ref TValue Find() => ref Table.Find(_current.Key, _current.Hash);

    private sealed class Frozen(string name, KeyGroupRange range, KeyTable<TKey, TValue>.Frozen[] tables) : IFrozenKeyedState
    {
        public string Name => name;

        public string KeySchema => StateTypes.Schema(typeof(TKey));

        public string ValueSchema => StateTypes.Schema(typeof(TValue));

        public KeyGroupRange Range => range;

        public void Write(int keyGroup, SnapshotWriter writer)
        {
            var table = tables[keyGroup - range.First];
            if (table.Count == 0)
            {
                return;
            }

            writer.WriteCount(table.Count);
            foreach (ref readonly var entry in table)
            {
                StateSerializer<TKey>.Default.Write(writer, entry.Key);
                StateSerializer<TValue>.Default.Write(writer, entry.Value);
            }
        }

        public void Release()
        {
            foreach (var table in tables)
            {
                table.Release();
            }
        }
    }
}
