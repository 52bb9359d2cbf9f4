using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Backends;
using AkkaStreamProc.Operators.Tests.State.Backends;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.State;

/// <summary>A state that is asked several times in one call, beside a dictionary; calls fail, and snapshots are taken between them.</summary>
public class KeyedValueTests
{
    /// <summary>Calls: a key, what is done in it, and how it ends (failed, with a snapshot behind it, with one written).</summary>
    private static readonly Gen<(int Key, int[] Steps, int End)[]> Histories =
        Gen.Select(Gen.Int[0, 30], Gen.Int[0, 9].Array[0, 8], Gen.Int[0, 11]).Array[0, 80];

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void State_agrees_with_a_dictionary_whatever_a_call_does_with_it(bool canFail, bool isOrdered) =>
        Histories.Sample(
            history => Replay(history, canFail, value => value, static (value, _) => value, isOrdered ? new OrderedStateBackend() : MemoryStateBackend.Instance),
            iter: 500);

    [Fact]
    public void State_of_values_that_are_changed_in_place_agrees_with_a_dictionary() =>
        Histories.Sample(
            history => Replay<List<int>>(
                history,
                canFail: false,
                number => [number],
                static (list, number) =>
                {
                    list.Add(number);
                    return list;
                },
                MemoryStateBackend.Instance),
            iter: 500);

    private static void Replay<T>(
        (int Key, int[] Steps, int End)[] history, bool canFail, Func<int, T> make, Func<T, int, T> change, IKeyedStateBackend backend)
    {
        var format = new KeyedStateFormat<int, T>("op", "state", StateSerializer<int>.Default, StateSerializer<T>.Default);
        var journal = canFail ? new CallJournal() : null;
        var current = new CurrentKey<int>(1) { Journal = journal };
        var state = backend.CreateValue(format, new KeyGroupRange(0, 1), current);
        var expected = new Dictionary<int, string>();
        var snapshots = new Queue<(IFrozenKeyedState Frozen, Dictionary<int, string> Expected)>();
        var number = 0;
        foreach (var (key, steps, end) in history)
        {
            var before = new Dictionary<int, string>(expected);
            current.Set(key);
            foreach (var step in steps)
            {
                switch (step)
                {
                    case 0:
                        state.Clear();
                        expected.Remove(key);
                        break;
                    case < 4:
                        state.Value = make(++number);
                        expected[key] = StateText.Of(state.Value);
                        break;
                    case < 6 when state.HasValue:
                        expected[key] = StateText.Of(change(state.Value!, ++number));
                        break;
                }

                state.HasValue.ShouldBe(expected.ContainsKey(key));
                StateText.Of(state.Value).ShouldBe(expected.TryGetValue(key, out var text) ? text : StateText.Of(default(T)));
            }

            if (end == 0 && journal is not null)
            {
                journal.Rollback();
                expected = before;
            }

            journal?.Commit();
            current.Leave();
            if (end is 1 or 2)
            {
                snapshots.Enqueue((state.Freeze(), new Dictionary<int, string>(expected)));
            }
            else if (end == 3 && snapshots.TryDequeue(out var snapshot))
            {
                Verify(snapshot.Frozen, format, snapshot.Expected);
            }
        }

        while (snapshots.TryDequeue(out var snapshot))
        {
            Verify(snapshot.Frozen, format, snapshot.Expected);
        }

        Verify(state.Freeze(), format, expected);
    }

    private static void Verify<T>(IFrozenKeyedState frozen, KeyedStateFormat<int, T> format, Dictionary<int, string> expected)
    {
        var writer = new SnapshotWriter();
        frozen.Write(0, writer);
        frozen.Release();
        var found = new Dictionary<int, string>();
        var reader = new SnapshotReader(writer.Written);
        for (var count = reader.IsAtEnd ? 0 : reader.ReadCount(); count > 0; count--)
        {
            found.Add(format.ReadKey(reader), StateText.Of(format.ReadValue(reader)));
        }

        found.OrderBy(f => f.Key).ShouldBe(expected.OrderBy(e => e.Key));
    }
}
