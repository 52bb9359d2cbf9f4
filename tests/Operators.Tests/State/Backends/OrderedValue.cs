using System.Buffers.Binary;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Tests.State.Backends;

/// <inheritdoc cref="OrderedStateBackend"/>
internal sealed class OrderedValue<TKey, TValue>(
    SortedDictionary<byte[], byte[]> store, KeyedStateFormat<TKey, TValue> format, KeyGroupRange range, CurrentKey<TKey> current)
    : KeyedValue<TKey, TValue>(current)
    where TKey : notnull
{
    private readonly CurrentKey<TKey> _current = current;

    public override bool HasValue => TryGet(out _);

    public override TValue? Value
    {
        get => TryGet(out var value) ? value : default;
        set
        {
            _current.Verify();
            format.Check(_current.Key, value!);
            Remember();
            Put(value!);
        }
    }

    public override void Clear()
    {
        _current.Verify();
        Remember();
        Remove();
    }

    public override void Sweep(Func<TValue, bool> isGone)
    {
        foreach (var (address, bytes) in Scan(AddressOf(range.First)).TakeWhile(e => IsOf(range, e.Key)).ToList())
        {
            if (isGone(format.ReadValue(new SnapshotReader(bytes))))
            {
                store.Remove(address);
            }
        }
    }

    public override bool TryPeek(int keyGroup, TKey key, ulong hash, out TValue stored)
    {
        var isThere = store.TryGetValue(AddressOf(keyGroup, key), out var bytes);
        stored = isThere ? format.ReadValue(new SnapshotReader(bytes)) : default!;
        return isThere;
    }

    public override int Visit(int keyGroup, Action<TKey, TValue, int> visit)
    {
        var visited = 0;
        var group = AddressOf(keyGroup);
        foreach (var (address, bytes) in Scan(group).TakeWhile(e => e.Key.AsSpan().StartsWith(group)))
        {
            visit(format.ReadKey(new SnapshotReader(address.AsMemory(group.Length))), format.ReadValue(new SnapshotReader(bytes)), bytes.Length);
            visited++;
        }

        return visited;
    }

    public override long MeasureBytes() => store.Sum(e => (long)e.Key.Length + e.Value.Length);

    public override IFrozenKeyedState Freeze() => new Frozen(format, range, [.. Scan(AddressOf(range.First)).TakeWhile(e => IsOf(range, e.Key))]);

    public override void Restore(OperatorRestore restore)
    {
        foreach (var (keyGroup, reader, written) in restore.Keyed(format, range))
        {
            for (var count = reader.ReadCount(); count > 0; count--)
            {
                var address = AddressOf(keyGroup, written.ReadKey(reader));
                store[address] = Bytes(writer => format.WriteValue(writer, default!, written.ReadValue(reader)));
            }
        }
    }

    protected override bool TryGet(out TValue value)
    {
        _current.Verify();
        var isThere = store.TryGetValue(AddressOf(_current.KeyGroup, _current.Key), out var bytes);
        value = isThere ? format.ReadValue(new SnapshotReader(bytes)) : default!;
        return isThere;
    }

    protected override void Put(TValue value) =>
        store[AddressOf(_current.KeyGroup, _current.Key)] = Bytes(writer => format.WriteValue(writer, _current.Key, value));

    protected override void Remove() => store.Remove(AddressOf(_current.KeyGroup, _current.Key));

    private static byte[] Bytes(Action<SnapshotWriter> write)
    {
        var writer = new SnapshotWriter();
        write(writer);
        return writer.Written.ToArray();
    }

    private byte[] AddressOf(int keyGroup) => Bytes(writer =>
    {
        writer.WriteString(format.OperatorName);
        writer.WriteString(format.StateName);
        writer.WriteInt16(BinaryPrimitives.ReverseEndianness((short)keyGroup));
    });

    private byte[] AddressOf(int keyGroup, TKey key) => [.. AddressOf(keyGroup), .. Bytes(writer => format.WriteKey(writer, key))];

    private IEnumerable<KeyValuePair<byte[], byte[]>> Scan(byte[] from) => store.Where(e => store.Comparer.Compare(e.Key, from) >= 0);

    private bool IsOf(KeyGroupRange groups, byte[] address) =>
        Enumerable.Range(groups.First, groups.Count).Any(g => address.AsSpan().StartsWith(AddressOf(g)));

    private sealed class Frozen(KeyedStateFormat<TKey, TValue> format, KeyGroupRange range, KeyValuePair<byte[], byte[]>[] entries) : IFrozenKeyedState
    {
        private readonly int _prefix = Bytes(writer =>
        {
            writer.WriteString(format.OperatorName);
            writer.WriteString(format.StateName);
        }).Length;

        public string Name => format.StateName;

        public string KeySchema => format.KeySchema;

        public string ValueSchema => format.ValueSchema;

        public KeyGroupRange Range => range;

        public void Write(int keyGroup, SnapshotWriter writer)
        {
            var group = Array.FindAll(entries, e => BinaryPrimitives.ReadInt16BigEndian(e.Key.AsSpan(_prefix)) == keyGroup);
            if (group.Length == 0)
            {
                return;
            }

            writer.WriteCount(group.Length);
            foreach (var (address, value) in group)
            {
                writer.WriteRaw(address.AsSpan(_prefix + sizeof(short)));
                writer.WriteRaw(value);
            }
        }

        public void Release()
        {
        }
    }
}
