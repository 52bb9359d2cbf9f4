using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Tests.State;

/// <summary>A key table beside the dictionary it must agree with, and the snapshots taken of both.</summary>
internal sealed class TableModel<TValue>(Func<int, ulong> hashOf, Func<int, TValue> create, Action<TableModel<TValue>.Slot, int> change, Func<TValue, string> text)
{
    private readonly Dictionary<int, string> _expected = [];
    private readonly List<(KeyTable<int, TValue>.Frozen Frozen, Dictionary<int, string> Expected)> _snapshots = [];

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

    public void Freeze() => _snapshots.Add((Table.Freeze(), new(_expected)));

    public void ReleaseSnapshot(int number)
    {
        if (_snapshots.Count > 0)
        {
            var index = number % _snapshots.Count;
            _snapshots[index].Frozen.Release();
            _snapshots.RemoveAt(index);
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

        foreach (var (frozen, expected) in _snapshots)
        {
            count = 0;
            foreach (ref var entry in frozen)
            {
                count++;
                Same(text(entry.Value), expected[entry.Key]);
            }

            Same((frozen.Count, count), (expected.Count, expected.Count));
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
}
