using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.State.Backends;

/// <summary>The values of one state in memory: a table for each key group.</summary>
internal sealed class TableValue<TKey, TValue> : KeyedValue<TKey, TValue>, IPrefetched
    where TKey : notnull
{
    private readonly KeyedStateFormat<TKey, TValue> _format;
    private readonly KeyGroupRange _range;
    private readonly CurrentKey<TKey> _current;
    private readonly KeyTable<TKey, TValue>[] _tables;

    // What a sweep looks at next.
    private int _sweptTable;
    private int _sweptSlot;

    // Where the value of the key at hand was found in this call, in which table, laid out how; most calls ask again.
    private KeyTable<TKey, TValue>? _found;
    private long _foundIn = -1;
    private int _foundLayout;
    private int _foundAt;

    public TableValue(KeyedStateFormat<TKey, TValue> format, KeyGroupRange range, CurrentKey<TKey> current)
        : base(current)
    {
        _format = format;
        _range = range;
        _current = current;
        KeyTable<TKey, TValue>.RehearseFreeze(format);
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

        set
        {
            if (_format.NeedsCheck)
            {
                _format.Check(_current.Key, value!);
            }

            Remember();
            if (HasFound && _found!.IsFree)
            {
                _current.Verify();
                _found.At(_foundAt) = value!;
                return;
            }

            var table = Table;
            ref var place = ref table.GetOrAdd(_current.Key, _current.Hash, out _);
            place = value!;
            Found(table, table.SlotOf(ref place));
        }
    }

    private bool HasFound => _foundIn == _current.Call && _found!.Layout == _foundLayout;

    private KeyTable<TKey, TValue> Table
    {
        get
        {
            _current.Verify();
            return _tables[_current.KeyGroup - _range.First];
        }
    }

    public void PrefetchPlace(int keyGroup, ulong hash) => _tables[keyGroup - _range.First].PrefetchTags(hash);

    public void PrefetchEntry(int keyGroup, ulong hash) => _tables[keyGroup - _range.First].PrefetchEntry(hash);

    public override void Clear()
    {
        Remember();
        Remove();
    }

    public override void Sweep(Func<TValue, bool> isGone)
    {
        if (_tables[_sweptTable].Sweep(ref _sweptSlot, isGone))
        {
            (_sweptTable, _sweptSlot) = ((_sweptTable + 1) % _tables.Length, 0);
        }
    }

    public override long MeasureBytes()
    {
        var memory = default(TableMemory<TKey, TValue>);
        foreach (var table in _tables)
        {
            memory.Add(table);
        }

        return memory.Bytes;
    }

    public override bool TryPeek(int keyGroup, TKey key, ulong hash, out TValue stored) => _tables[keyGroup - _range.First].TryGet(key, hash, out stored!);

    public override int Visit(int keyGroup, Action<TKey, TValue, int> visit)
    {
        var table = _tables[keyGroup - _range.First];
        foreach (ref var entry in table)
        {
            visit(entry.Key, entry.Value, 0);
        }

        return table.Count;
    }

    public override IFrozenKeyedState Freeze() => new Frozen(_format, _range, Array.ConvertAll(_tables, t => t.Freeze(_format)));

    public override void Restore(OperatorRestore restore)
    {
        foreach (var (keyGroup, reader, written) in restore.Keyed(_format, _range))
        {
            var table = _tables[keyGroup - _range.First];
            var count = reader.ReadCount();
            table.Reserve(count);
            for (; count > 0; count--)
            {
                var key = written.ReadKey(reader, keyGroup, out var hash);
                table.GetOrAdd(key, hash, out _) = written.ReadValue(reader);
            }
        }
    }

    protected override bool TryGet(out TValue value)
    {
        ref var found = ref Find();
        var isThere = !Unsafe.IsNullRef(ref found);
        value = isThere ? found : default!;
        return isThere;
    }

    protected override void Put(TValue value) => Table.GetOrAdd(_current.Key, _current.Hash, out _) = value;

    protected override void Remove() => Table.Remove(_current.Key, _current.Hash);

    /// <remarks>Whoever asks again in the same call has already had a snapshot write ahead what it may change.</remarks>
    private ref TValue Find()
    {
        if (HasFound)
        {
            _current.Verify();
            return ref _found!.At(_foundAt);
        }

        var table = Table;
        ref TValue value = ref table.Find(_current.Key, _current.Hash)!;
        if (!Unsafe.IsNullRef(ref value))
        {
            Found(table, table.SlotOf(ref value));
        }

        return ref value;
    }

    private void Found(KeyTable<TKey, TValue> table, int slot) =>
        (_found, _foundIn, _foundLayout, _foundAt) = (table, _current.Call, table.Layout, slot);

    private sealed class Frozen(KeyedStateFormat<TKey, TValue> format, KeyGroupRange range, KeyTable<TKey, TValue>.Frozen[] tables) : IFrozenKeyedState
    {
        public string Name => format.StateName;

        public string KeySchema => format.KeySchema;

        public string ValueSchema => format.ValueSchema;

        public KeyGroupRange Range => range;

        public void Write(int keyGroup, SnapshotWriter writer)
        {
            var table = tables[keyGroup - range.First];
            if (table.Count == 0)
            {
                return;
            }

            table.Write(writer);
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
