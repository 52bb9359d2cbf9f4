using AkkaStreamProc.Operators.Keys;
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
    public void Values_changed_through_references_never_change_a_snapshot() =>
        Histories.Sample(
            history =>
            {
                var model = new TableModel<List<int>>(
                    key => KeyHash<int>.Of(key),
                    value => [value],
                    (slot, value) => slot().Add(value),
                    list => string.Join(",", list));
                Replay(model, history);
            },
            iter: 300);

    [Fact]
    public void Objects_found_in_a_frozen_table_can_be_changed_without_changing_the_snapshot()
    {
        var table = new Operators.State.KeyTable<int, List<int>>();
        table.GetOrAdd(1, 1, out _) = [10];
        var frozen = table.Freeze();

        table.Find(1, 1).Add(11);

        foreach (ref var entry in frozen)
        {
            entry.Value.ShouldBe([10]);
        }

        table.Find(1, 1).ShouldBe([10, 11]);
        frozen.Release();
    }

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
                case < 18: model.ReleaseSnapshot(value); break;
                case 18: model.Clear(); break;
                default: model.GiveBack(); break;
            }

            model.ShouldAgree();
        }
    }
}
