using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Backends;

namespace AkkaStreamProc.Operators.Tests.State.Evolution;

/// <summary>State is found again only where its keys have the hashes that they had.</summary>
public class KeyEvolutionTests
{
    private const string Here = "AkkaStreamProc.Operators.Tests.State.Evolution.KeyEvolutionTests";
    private const int Groups = 32;

    public sealed record Place(string Town, string Street);

    [FormerName($"{Here}.Place")]
    public sealed record Renamed(string Town, [FormerName("Street")] string Road);

    [FormerName($"{Here}.Place")]
    public sealed record Turned(string Street, string Town);

    public readonly record struct Ticket(int Number) : IStableHash
    {
        public ulong GetStableHash() => (ulong)Number;
    }

    [FormerName($"{Here}.Ticket")]
    public readonly record struct Rehashed(int Number) : IStableHash
    {
        public ulong GetStableHash() => (ulong)Number + 1;
    }

    private sealed record OwnHash(string Town, string Street) : IStableHash
    {
        public ulong GetStableHash() => (ulong)Town.Length;
    }

    [Fact]
    public void Keys_of_another_name_are_found() =>
        Restored<Place, Renamed>(new Place("a", "b"), new Renamed("a", "b")).ShouldBe(7);

    [Fact]
    public void Keys_whose_hash_is_another_are_refused_in_place_of_being_lost()
    {
        foreach (var town in new[] { "a", "b", "c" })
        {
            Should.Throw<SnapshotException>(() => Restored<Place, Turned>(new Place(town, "x"), new Turned("x", town))).Message.ShouldSatisfyAllConditions(
                m => m.ShouldContain("state 'total' of operator 'totals'"), m => m.ShouldContain("had another hash when it was written"));
        }

        Should.Throw<SnapshotException>(() => Restored<Ticket, Rehashed>(new Ticket(5), new Rehashed(5))).Message.ShouldContain("IStableHash");
    }

    [Fact]
    public void Order_of_the_members_of_keys_is_told_before_anything_runs()
    {
        var written = new KeyedStateDescriptor<Place, int>("total", StateKind.Value).FormIn(StateSerializers.Default);

        written.KeyOrder.ShouldBe("(Town,Street)");
        new KeyedStateDescriptor<Turned, int>("total", StateKind.Value).FitOf(written with { Keys = written.Keys.Replace(".Place", ".Turned", StringComparison.Ordinal) }, StateSerializers.Default)
            .Difference.ShouldBe("its key was hashed by its members (Town,Street), and is by (Street,Town): their order in the code counts");
        new KeyedStateDescriptor<Renamed, int>("total", StateKind.Value).FitOf(written, StateSerializers.Default).Difference.ShouldBeNull();
        new KeyedStateDescriptor<OwnHash, int>("total", StateKind.Value).FitOf(written with { Keys = written.Keys.Replace(".Place", ".OwnHash", StringComparison.Ordinal) }, StateSerializers.Default)
            .Difference.ShouldBe("its key was hashed by its members (Town,Street), and is by a hash of its own (IStableHash): no key of the state would be found again");
        Structural.OrderOf(typeof((int, Place, Place?))).ShouldBe("(Item1,Item2(Town,Street),Item3(Town,Street))");
        Structural.OrderOf(typeof(Ticket)).ShouldBeNull();
        Structural.OrderOf(typeof(string)).ShouldBeNull();
    }

    private static int Restored<TBefore, TAfter>(TBefore before, TAfter after)
        where TBefore : notnull
        where TAfter : notnull
    {
        var (writing, reading) = (new CurrentKey<TBefore>(Groups), new CurrentKey<TAfter>(Groups));
        var range = new KeyGroupRange(0, Groups);
        var written = new TableValue<TBefore, int>(new("totals", "total", StateSerializer<TBefore>.Default, StateSerializer<int>.Default), range, writing);
        writing.Set(before);
        written.Value = 7;
        var freeze = new SubtaskFreeze(5);
        freeze.Add("totals").Add(written.Freeze());
        var snapshot = SubtaskSnapshot.Parse(SubtaskSnapshot.Write(new("job", "totals", 0, 1, Groups, 5), freeze), "a test");

        var read = new TableValue<TAfter, int>(new("totals", "total", StateSerializer<TAfter>.Default, StateSerializer<int>.Default), range, reading);
        read.Restore(new("totals", 5, 0, 1, [(snapshot.Header, snapshot.Operators["totals"])]));
        reading.Set(after);
        return read.Value;
    }
}
