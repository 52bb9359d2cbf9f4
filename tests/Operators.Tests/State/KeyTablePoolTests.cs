using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Backends;

namespace AkkaStreamProc.Operators.Tests.State;

public class KeyTablePoolTests
{
    // A value type of this class alone, so that no other test uses its pool.
    private readonly record struct Mark(long Number);

    private static KeyedStateFormat<int, Mark> Format { get; } = new("op", "state", StateSerializer<int>.Default, StateSerializer<Mark>.Default);

    [Fact]
    public void Arrays_from_the_pool_bring_no_foreign_entries()
    {
        for (var round = 0; round < 200; round++)
        {
            var table = Filled(from: round * 1000, count: 100);

            Numbers(table).ShouldBe(Enumerable.Range(round * 1000, 100).Select(i => (long)i), ignoreOrder: true);
            table.Release();
            table.Count.ShouldBe(0);
            Numbers(table).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Snapshot_keeps_its_entries_while_the_table_gives_back_and_others_rent()
    {
        var table = Filled(from: 0, count: 50);
        var frozen = table.Freeze(Format);

        table.Release();
        var others = Enumerable.Range(1, 20).Select(i => Filled(from: i * 1000, count: 50)).ToList();

        Numbers(frozen).ShouldBe(Enumerable.Range(0, 50).Select(i => (long)i), ignoreOrder: true);
        frozen.Release();
        others.ForEach(other => Numbers(other).Count.ShouldBe(50));
    }

    [Fact]
    public void Last_of_two_snapshots_gives_the_entries_back()
    {
        var table = Filled(from: 0, count: 20);
        var (first, second) = (table.Freeze(Format), table.Freeze(Format));
        table.GetOrAdd(7, 7, out _) = new Mark(-7);

        first.Release();
        _ = Filled(from: 5000, count: 20);

        Numbers(second).ShouldBe(Enumerable.Range(0, 20).Select(i => (long)i), ignoreOrder: true);
        second.Release();
        table.Find(7, 7).Number.ShouldBe(-7);
    }

    [Fact]
    public void Freezing_an_empty_table_holds_nothing()
    {
        var table = new KeyTable<int, Mark>();
        var frozen = table.Freeze(Format);
        table.GetOrAdd(1, 1, out _) = new Mark(1);

        frozen.Count.ShouldBe(0);
        Numbers(frozen).ShouldBeEmpty();
        frozen.Release();
        table.Find(1, 1).Number.ShouldBe(1);
    }

    private static KeyTable<int, Mark> Filled(int from, int count)
    {
        var table = new KeyTable<int, Mark>();
        for (var i = 0; i < count; i++)
        {
            table.GetOrAdd(i, (ulong)i, out _) = new Mark(from + i);
        }

        return table;
    }

    private static List<long> Numbers(KeyTable<int, Mark> table)
    {
        var numbers = new List<long>();
        foreach (ref var entry in table)
        {
            numbers.Add(entry.Value.Number);
        }

        return numbers;
    }

    private static List<long> Numbers(KeyTable<int, Mark>.Frozen frozen)
    {
        var writer = new SnapshotWriter();
        frozen.Write(writer);
        var reader = new SnapshotReader(writer.Written);
        return [.. Enumerable.Range(0, reader.ReadCount()).Select(_ =>
        {
            StateSerializer<int>.Default.Read(reader);
            return StateSerializer<Mark>.Default.Read(reader).Number;
        })];
    }
}
