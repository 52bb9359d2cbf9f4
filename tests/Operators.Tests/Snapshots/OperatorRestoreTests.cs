using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Backends;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Snapshots;

public class OperatorRestoreTests
{
    private const int Groups = 32;

    [Fact]
    public void Keyed_state_is_complete_and_without_doubles_at_any_other_parallelism() =>
        Gen.Select(Gen.Int[1, Groups], Gen.Int[1, Groups], Gen.Int[0, 200]).Sample((before, after, keys) =>
        {
            var old = Enumerable.Range(0, before).Select(i => Save(i, before, Enumerable.Range(0, keys), key => key * 10L)).ToList();

            var found = Enumerable.Range(0, after).SelectMany(i => Restored<long>(old, i, after, keys));

            found.Order().ShouldBe(Enumerable.Range(0, keys).Select(key => (key, key * 10L)));
        });

    [Fact]
    public void Item_of_every_old_subtask_is_inherited_exactly_once() =>
        Gen.Select(Gen.Int[1, 10], Gen.Int[1, 10]).Sample((before, after) =>
        {
            var old = Enumerable.Range(0, before).Select(i => Save<long>(i, before, [], _ => 0)).ToList();

            var inherited = Enumerable.Range(0, after).SelectMany(i => Restore(old, i, after).Inherited("item")).Select(bytes => (int)bytes.Span[0]);

            inherited.Order().ShouldBe(Enumerable.Range(0, before));
        });

    [Fact]
    public void Item_for_all_is_seen_by_every_new_subtask()
    {
        var old = Enumerable.Range(0, 3).Select(i => Save<long>(i, 3, [], _ => 0)).ToList();

        for (var subtask = 0; subtask < 5; subtask++)
        {
            Restore(old, subtask, 5).All("item").Select(bytes => (int)bytes.Span[0]).ShouldBe([0, 1, 2]);
            Restore(old, subtask, 5).All("unknown").ShouldBeEmpty();
        }
    }

    [Fact]
    public void Values_of_another_type_are_refused_with_operator_state_and_difference()
    {
        var old = new[] { Save(0, 1, [1], key => (long)key) };

        var error = Should.Throw<SnapshotException>(() => Restored<string>(old, 0, 1, 10));

        error.Message.ShouldContain("state 'total'");
        error.Message.ShouldContain("operator 'totals'");
        error.Message.ShouldContain("checkpoint 7 of job/vertex[0]");
        error.Message.ShouldContain("value was written as long, the job now has string");
        error.Message.ShouldContain("give the state a new name");
    }

    [Fact]
    public void Keys_of_another_type_are_refused()
    {
        var restore = Restore([Save(0, 1, [1], key => (long)key)], 0, 1);

        var error = Should.Throw<SnapshotException>(() => restore.Keyed(Format<string, long>("total"), new KeyGroupRange(0, Groups)).ToList());

        error.Message.ShouldContain("key was written as int, the job now has string");
    }

    [Fact]
    public void State_that_is_new_begins_empty() =>
        Restore([Save(0, 1, [1], key => (long)key)], 0, 1).Keyed(Format<int, long>("new"), new KeyGroupRange(0, Groups)).ShouldBeEmpty();

    [Fact]
    public void First_start_restores_nothing()
    {
        var nothing = OperatorRestore.Nothing("totals", 0, 1);

        nothing.IsRestored.ShouldBeFalse();
        nothing.CheckpointId.ShouldBe(0);
        nothing.All("item").ShouldBeEmpty();
        nothing.Inherited("item").ShouldBeEmpty();
    }

    private static KeyedStateFormat<TKey, TValue> Format<TKey, TValue>(string state)
        where TKey : notnull => new("totals", state, StateSerializer<TKey>.Default, StateSerializer<TValue>.Default);

    private static SubtaskSnapshot Save<TValue>(int subtask, int parallelism, IEnumerable<int> keys, Func<int, TValue> valueOf)
    {
        var range = KeyGroupRange.Of(subtask, parallelism, Groups);
        var current = new CurrentKey<int>(Groups);
        var state = new TableValue<int, TValue>(new("totals", "total", StateSerializer<int>.Default, StateSerializer<TValue>.Default), range, current);
        foreach (var key in keys)
        {
            current.Set(key);
            if (range.Contains(current.KeyGroup))
            {
                state.Value = valueOf(key);
            }
        }

        var freeze = new SubtaskFreeze(7);
        var part = freeze.Add("totals");
        part.Add("item", new[] { (byte)subtask });
        part.Add(state.Freeze());
        return SubtaskSnapshot.Parse(SubtaskSnapshot.Write(new("job", "vertex", subtask, parallelism, Groups, 7), freeze), "the test");
    }

    private static OperatorRestore Restore(IEnumerable<SubtaskSnapshot> old, int subtask, int parallelism) =>
        new("totals", 7, subtask, parallelism, [.. old.Select(s => (s.Header, s.Operators["totals"]))]);

    private static List<(int Key, TValue Value)> Restored<TValue>(IEnumerable<SubtaskSnapshot> old, int subtask, int parallelism, int keys)
    {
        var range = KeyGroupRange.Of(subtask, parallelism, Groups);
        var current = new CurrentKey<int>(Groups);
        var state = new TableValue<int, TValue>(new("totals", "total", StateSerializer<int>.Default, StateSerializer<TValue>.Default), range, current);
        state.Restore(Restore(old, subtask, parallelism));
        var found = new List<(int, TValue)>();
        for (var key = 0; key < keys; key++)
        {
            current.Set(key);
            if (range.Contains(current.KeyGroup) && state.HasValue)
            {
                found.Add((key, state.Value!));
            }
        }

        return found;
    }
}
