using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Backends;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.State;

public class KeyTableTests
{
    /// <summary>What happens to a table: a kind, a key and a value.</summary>
    private static readonly Gen<(int Kind, int Key, int Value)[]> Histories =
        Gen.Select(Gen.Int[0, 19], Gen.Int[0, 39], Gen.Int[1, 1000]).Array[0, 120];

    [Fact]
    public void Table_agrees_with_a_dictionary() => Run(key => KeyHash<int>.Of(key));

    [Fact]
    public void Table_agrees_with_a_dictionary_where_all_hashes_are_equal() => Run(_ => 5);

    [Fact]
    public void Table_agrees_with_a_dictionary_where_hashes_differ_in_high_bits_only() => Run(key => (ulong)(key % 3) << 28 | (ulong)key << 40);

    [Fact]
    public void Table_agrees_with_a_dictionary_where_runs_wrap_around_the_end() => Run(key => ulong.MaxValue - (ulong)(key % 4));

    [Fact]
    public void Values_changed_through_references_never_change_a_snapshot() => Histories.Sample(history => Replay(Lists(), history), iter: 300);

    [Fact]
    public void Values_changed_while_a_snapshot_is_written_never_change_it() =>
        Gen.Select(Histories, Histories).Sample(
            (before, meanwhile) =>
            {
                var model = Lists();
                Replay(model, before);
                model.Freeze();
                var steps = new Queue<(int, int, int)>(meanwhile.Where(step => step.Kind < 18));
                model.WriteSnapshot(int.MaxValue, () =>
                {
                    for (var i = 0; i < 3 && steps.TryDequeue(out var step); i++)
                    {
                        Replay(model, [step]);
                    }
                });
                Replay(model, [.. steps]);
            },
            iter: 300);

    [Fact]
    public void Values_handed_out_all_at_once_never_change_a_snapshot()
    {
        var model = Lists();
        Replay(model, [.. Enumerable.Range(0, 40).Select(key => (0, key, key + 1))]);
        model.Freeze();

        model.Table.HandOut();
        foreach (ref var entry in model.Table)
        {
            entry.Value.Clear();
        }

        model.WriteSnapshot(0);
    }

    [Fact]
    public void Freeze_leaves_the_objects_of_the_table_as_they_are()
    {
        var list = new List<int> { 10 };
        var table = new KeyTable<int, List<int>>();
        table.GetOrAdd(1, 1, out _) = list;
        var frozen = table.Freeze(Format);

        table.Find(1, 1).ShouldBeSameAs(list);
        table.GetOrAdd(1, 1, out _).ShouldBeSameAs(list);
        table.GetOrAdd(2, 2, out _) = [];
        table.Find(1, 1).ShouldBeSameAs(list);
        frozen.Release();
        table.Find(1, 1).ShouldBeSameAs(list);
    }

    /// <summary>With threads, as it runs: one changes every object over and over while the other writes snapshots.</summary>
    [Fact]
    public async Task Snapshots_written_beside_a_running_operator_hold_each_object_as_it_stood()
    {
        const int keys = 5_000;
        var table = new KeyTable<int, List<int>>();
        for (var key = 0; key < keys; key++)
        {
            table.GetOrAdd(key, KeyHash<int>.Of(key), out _) = [0, 0, 0, 0];
        }

        for (var round = 0; round < 20; round++)
        {
            var frozen = table.Freeze(Format);
            var writer = new SnapshotWriter();
            var writing = Task.Run(() => frozen.Write(writer));
            for (var key = keys - 1; key >= 0; key--)
            {
                var list = table.Find(key, KeyHash<int>.Of(key));
                for (var i = 0; i < list.Count; i++)
                {
                    list[i] = round + 1;
                }
            }

            await writing;
            frozen.Release();
            var reader = new SnapshotReader(writer.Written);
            for (var count = reader.ReadCount(); count > 0; count--)
            {
                var key = StateSerializer<int>.Default.Read(reader);
                StateSerializer<List<int>>.Default.Read(reader).ShouldAllBe(number => number == round, $"key {key}");
            }
        }
    }

    /// <summary>With threads, as it runs: one changes, removes and adds entries while the other writes snapshots.</summary>
    [Fact]
    public async Task Snapshots_written_beside_a_running_operator_hold_the_values_as_they_stood()
    {
        const int keys = 4_000;
        var format = new KeyedStateFormat<int, (long, string)>("op", "state", StateSerializer<int>.Default, StateSerializer<(long, string)>.Default);
        var table = new KeyTable<int, (long Number, string Text)>();
        var model = new Dictionary<int, (long, string)>();
        var random = new Random(11);
        for (var round = 0; round < 30; round++)
        {
            var frozen = table.Freeze(format);
            var expected = new Dictionary<int, (long, string)>(model);
            var writer = new SnapshotWriter();
            var writing = Task.Run(() => frozen.Write(writer));
            for (var step = 0; step < keys; step++)
            {
                var key = random.Next(keys);
                if (random.Next(4) == 0)
                {
                    table.Remove(key, KeyHash<int>.Of(key)).ShouldBe(model.Remove(key));
                }
                else
                {
                    table.GetOrAdd(key, KeyHash<int>.Of(key), out _) = model[key] = (step, $"{round}:{step}");
                }
            }

            await writing;
            frozen.Release();
            var reader = new SnapshotReader(writer.Written);
            var written = new Dictionary<int, (long, string)>();
            for (var count = reader.ReadCount(); count > 0; count--)
            {
                written.Add(format.ReadKey(reader), format.ReadValue(reader));
            }

            reader.IsAtEnd.ShouldBeTrue();
            written.OrderBy(e => e.Key).ShouldBe(expected.OrderBy(e => e.Key));
        }
    }

    private static KeyedStateFormat<int, List<int>> Format { get; } = new("op", "state", StateSerializer<int>.Default, StateSerializer<List<int>>.Default);

    private static TableModel<List<int>> Lists() => new(
        key => KeyHash<int>.Of(key),
        value => [value],
        (slot, value) => slot().Add(value),
        list => string.Join(",", list));

    private static void Run(Func<int, ulong> hashOf) =>
        Histories.Sample(
            history => Replay(new TableModel<string>(hashOf, v => v.ToString(), (slot, v) => slot() = $"{v}!", text => text), history),
            iter: 300);

    private static void Replay<TValue>(TableModel<TValue> model, (int Kind, int Key, int Value)[] history)
    {
        foreach (var (kind, key, value) in history)
        {
            switch (kind)
            {
                case < 10: model.Put(key, value); break;
                case < 14: model.Remove(key); break;
                case < 16: model.Freeze(); break;
                case < 18: model.WriteSnapshot(value); break;
                case 18: model.Clear(); break;
                default: model.GiveBack(); break;
            }

            model.ShouldAgree();
        }
    }
}
