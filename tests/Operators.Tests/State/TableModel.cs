using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Backends;

namespace AkkaStreamProc.Operators.Tests.State;

/// <summary>A key table beside the dictionary it must agree with, and the snapshots taken of both.</summary>
internal sealed class TableModel<TValue>(Func<int, ulong> hashOf, Func<int, TValue> create, Action<TableModel<TValue>.Slot, int> change, Func<TValue, string> text)
{
    private readonly Dictionary<int, string> _expected = [];
    private readonly List<(KeyTable<int, TValue>.Frozen Frozen, InterruptedSerializer Interruption, Dictionary<int, string> Expected)> _snapshots = [];

    public delegate ref TValue Slot();

    public KeyTable<int, TValue> Table { get; } = new();

    public void Put(int key, int value)
    {
        ref var slot = ref Table.GetOrAdd(key, hashOf(key), out var isNew);
        isNew.ShouldBe(!_expected.ContainsKey(key));
        if (isNew)
        {
            slot.ShouldBe(default);
            slot = create(value);
        }
        else
        {
            change(() => ref Table.GetOrAdd(key, hashOf(key), out _), value);
        }

        _expected[key] = text(Table.GetOrAdd(key, hashOf(key), out _));
    }

    public void Remove(int key) => Table.Remove(key, hashOf(key)).ShouldBe(_expected.Remove(key));

    public void Clear()
    {
        Table.Clear();
        _expected.Clear();
    }

    public void GiveBack()
    {
        Table.Release();
        _expected.Clear();
    }

    public void Freeze()
    {
        var interruption = new InterruptedSerializer();
        _snapshots.Add((Table.Freeze(new("op", "state", interruption, StateSerializer<TValue>.Default)), interruption, new(_expected)));
    }

    /// <summary>Writes one of the snapshots, compares it with what stood in the table at the freeze, and releases it.</summary>
    /// <param name="number">Which.</param>
    /// <param name="meanwhile">What the operator does while it is written, called before each entry.</param>
    public void WriteSnapshot(int number, Action? meanwhile = null)
    {
        if (_snapshots.Count == 0)
        {
            return;
        }

        var (frozen, interruption, expected) = _snapshots[number % _snapshots.Count];
        _snapshots.RemoveAt(number % _snapshots.Count);
        var writer = new SnapshotWriter();
        interruption.Meanwhile = meanwhile;
        frozen.Write(writer);
        frozen.Release();

        var reader = new SnapshotReader(writer.Written);
        var count = reader.ReadCount();
        Same((frozen.Count, count), (expected.Count, expected.Count));
        for (; count > 0; count--)
        {
            var key = StateSerializer<int>.Default.Read(reader);
            Same(text(StateSerializer<TValue>.Default.Read(reader)), expected[key]);
        }
    }

    public void ShouldAgree()
    {
        var count = 0;
        foreach (ref var entry in Table)
        {
            count++;
            Same(text(entry.Value), _expected[entry.Key]);
        }

        Same((Table.Count, count), (_expected.Count, _expected.Count));
        for (var key = 0; key < 40; key++)
        {
            ref var value = ref Table.Find(key, hashOf(key));
            Same(Unsafe.IsNullRef(ref value) ? null : text(value), _expected.GetValueOrDefault(key));
        }
    }

    // Shouldly builds its messages in advance, which is too slow for millions of comparisons.
    private static void Same<T>(T actual, T expected)
    {
        if (!EqualityComparer<T>.Default.Equals(actual, expected))
        {
            actual.ShouldBe(expected);
        }
    }

    /// <summary>Lets the operator act between the entries of a snapshot.</summary>
    private sealed class InterruptedSerializer : StateSerializer<int>
    {
        public Action? Meanwhile { get; set; }

        public override string TypeName => Default.TypeName;

        public override void WritePart(SnapshotWriter writer, in int value)
        {
            Meanwhile?.Invoke();
            Default.WritePart(writer, value);
        }

        public override int ReadPart(SnapshotReader reader) => Default.ReadPart(reader);
    }
}
