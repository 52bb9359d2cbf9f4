using System.Collections.Immutable;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Evolution;
using static AkkaStreamProc.Operators.Tests.State.Evolution.Versions;

namespace AkkaStreamProc.Operators.Tests.State.Evolution;

/// <summary>What a job may change of the types it keeps, and what it may not.</summary>
public class StateEvolutionTests
{
    [Fact]
    public void Members_that_are_new_have_what_the_constructor_gives_them()
    {
        var (totals, reading) = Read<V1.Total, Added.Total>([new(3, "a"), new(4, "b")], typeof(Added));

        totals[0].ShouldSatisfyAllConditions(
            t => t.Sum.ShouldBe(3), t => t.Name.ShouldBe("a"), t => t.Count.ShouldBe(0), t => t.Note.ShouldBeNull(), t => t.Currency.ShouldBe("EUR"), t => t.Tags.ShouldBe(["old"]));
        totals[1].Tags.ShouldNotBeSameAs(totals[0].Tags);
        reading.Changes.Order().ShouldBe(
            new[] { "Count", "Currency", "Note", "Tags" }.Select(name => $"{Name(typeof(Added))}.Total.{name} is new"));
        reading.IsMigrated.ShouldBeFalse();

        Read<V1.Account, Added.Account>([new() { Balance = 5 }], typeof(Added)).Values[0].ShouldSatisfyAllConditions(a => a.Balance.ShouldBe(5), a => a.Owner.ShouldBe("nobody"));
        Read<V1.Point, Added.Point>([new(1, 2)], typeof(Added)).Values.ShouldBe([new Added.Point(1, 2, 7)]);
    }

    [Fact]
    public void Members_that_must_not_be_null_need_a_value() =>
        Difference<V1.Total, Required.Total>(typeof(Required)).ShouldBe(
            $"was written without the member 'Currency' of {Name(typeof(Required))}.Total, for which there is no value: it must not be null. Make it nullable, give it a default, or tell how to make it (JobBuilder.MigrateState)");

    [Fact]
    public void Members_that_are_gone_are_passed_over_whatever_they_were()
    {
        Read<V1.Total, Removed.Total>([new(3, "a"), new(4, "b")], typeof(Removed)).Values.ShouldBe([new(3), new(4)]);
        Read<V1.Point, Removed.Point>([new(3, 4)], typeof(Removed)).Values.ShouldBe([new(3)]);
        var other = new V1.Other("t", new V1.Other("u", null));
        V1.Wide[] wide =
        [
            new(1, [other, other], new(StringComparer.OrdinalIgnoreCase) { ["x"] = other }, [V1.Level.Low], (other, Tuple.Create(1, (V1.Other?)other)), ImmutableDictionary<string, ImmutableArray<V1.Other>>.Empty.Add("k", [other]), new V1.Square(2), 9, 1.5),
            new(2, null!, null!, null!, (null!, null!), null!, new V1.Circle(1), null, 2.5),
            new(3, [], [], [V1.Level.Low, V1.Level.High], default, ImmutableDictionary<string, ImmutableArray<V1.Other>>.Empty.Add("k", default), null, null, 3.5),
        ];

        var (read, reading) = Evolutions.Read<V1.Wide, Removed.Wide>(wide, schema => schema);

        read.ShouldBe([new(1, 1.5), new(2, 2.5), new(3, 3.5)]);
        reading.Changes.Count.ShouldBe(8);
    }

    [Fact]
    public void Object_that_comes_first_in_a_member_that_is_gone_is_there_where_it_comes_again()
    {
        var part = new V1.Part { Value = 5 };

        Read<V1.Pair, Removed.Pair>([new(part, part)], typeof(Removed)).Values[0].Kept.Value.ShouldBe(5);
    }

    [Fact]
    public void Collections_that_come_first_in_a_member_that_is_gone_are_there_where_they_come_again()
    {
        List<V1.Other> list = [new("a", null)];
        int[] numbers = [1, 2];

        var kept = Evolutions.Read<Lists, KeptLists>([new(list, list, numbers, numbers)], schema => schema).Values[0];

        kept.Kept.ShouldBe([new("a", null)]);
        kept.Same.ShouldBe([1, 2]);
    }

    [Fact]
    public void Former_name_of_a_member_goes_before_another_that_has_it_now() =>
        Evolutions.Read<V1.Total, Taken>([new(3, "a")], schema => schema).Values.ShouldBe([new(3, "a", 7)]);

    [Fact]
    public void Defaults_of_every_kind_are_those_of_the_code() =>
        Evolutions.Read<V1.Total, WithLevel>([new(3, "a")], schema => schema).Values.ShouldBe([new(3, "a", V1.Level.High, V1.Level.High, 0.5m)]);

    [Fact]
    public void Tuples_of_what_can_be_changed_keep_which_objects_are_the_same()
    {
        var shared = new Mutable { Value = 5 };
        var read = Evolutions.Read<Tuple<Mutable[], Mutable>, Tuple<LongMutable[], LongMutable>>([Tuple.Create(new[] { shared, shared }, shared)], schema => schema).Values[0];

        read.Item1[0].Value.ShouldBe(5);
        read.Item1[1].ShouldBeSameAs(read.Item1[0]);
        read.Item2.ShouldBeSameAs(read.Item1[0]);
    }

    [Fact]
    public void Objects_that_were_the_same_are()
    {
        var account = new V1.Account { Balance = 5 };

        var holder = Read<V1.Holder, Added.Holder>([new(account, account)], typeof(Added)).Values[0];

        holder.First.ShouldBeSameAs(holder.Second);
        holder.First.Balance.ShouldBe(5);
    }

    [Fact]
    public void Types_that_hold_themselves_change_all_the_way_down()
    {
        var node = Read<V1.Node, Added.Node>([new(1, new(2, null, []), [new(3, null, [])])], typeof(Added)).Values[0];

        new[] { node, node.Next!, node.More[0] }.Select(n => (n.Value, n.IsMarked)).ShouldBe([(1, true), (2, true), (3, true)]);
    }

    [Fact]
    public void Former_names_are_known()
    {
        Read<V1.Total, Renamed.Total>([new(3, "a")], typeof(Renamed)).Values.ShouldBe([new(3, "a")]);
        Read<V1.Level, Renamed.Level>([V1.Level.High], typeof(Renamed)).Values.ShouldBe([Renamed.Level.Top]);
        Evolutions.Read<V1.Shape, Renamed.Shape>([new V1.Circle(1), new V1.Square(2)], schema => schema).Values.ShouldBe([new Renamed.Round(1), new Renamed.Square(2)]);
        var (purses, reading) = Read<List<V1.Account>, List<Renamed.Purse>>([[new() { Balance = 5 }]], typeof(Renamed));
        purses[0][0].Content.ShouldBe(5);
        reading.Changes.Order().ShouldBe([$"{Name(typeof(Renamed))}.Purse was called {Name(typeof(Renamed))}.Account", $"{Name(typeof(Renamed))}.Purse.Content was called Balance"]);
    }

    [Fact]
    public void Numbers_and_choices_become_wider()
    {
        Read<V1.Total, Widened.Total>([new(int.MinValue, "a")], typeof(Widened)).Values.ShouldBe([new(int.MinValue, "a")]);
        Read<V1.Point, Widened.Point>([new(-1, 2)], typeof(Widened)).Changes().ShouldBe(["X was short", "Y was short"]);
        Read<V1.Point, Widened.Point>([new(-1, 2)], typeof(Widened)).Values.ShouldBe([new(-1, 2)]);
        Evolutions.Read<V1.Shape, Widened.Shape>([new V1.Square(0.5f), null!], schema => schema).Values.ShouldBe([new Widened.Square(0.5), null!]);
        Read<V1.Event, Widened.Event>([new("a"), null!], typeof(Widened)).Values.ShouldBe([new Widened.Event("a"), null!]);
        Read<int, long>([1, -1], typeof(Widened)).Values.ShouldBe([1, -1]);
        Read<int, long>([1], typeof(Widened)).Changes().ShouldBe(["was int"]);
        Read<List<V1.Point>, List<Widened.Point>>([[]], typeof(Widened)).Changes().ShouldBe(["[].X was short", "[].Y was short"]);
        Read<int, int?>([1, 0], typeof(Widened)).Values.ShouldBe([1, 0]);
        Read<int[], long[]>([[1, -1]], typeof(Widened)).Values[0].ShouldBe([1, -1]);
        Read<Dictionary<int, byte>, Dictionary<long, decimal?>>([new() { [-1] = 2 }], typeof(Widened)).Values[0].ShouldBe([new(-1, 2)]);
        Read<PriorityQueue<string, int>, PriorityQueue<string, long>>([new([("a", 2), ("b", 1)])], typeof(Widened)).Values[0].Dequeue().ShouldBe("b");
        Read<(int, V1.Point), (long, Widened.Point)>([(1, new(2, 3))], typeof(Widened)).Values.ShouldBe([(1, new(2, 3))]);
        Read<Tuple<List<int>, List<int>>, Tuple<List<long>, List<long>>>([Shared()], typeof(Widened)).Values[0].ShouldSatisfyAllConditions(t => t.Item1.ShouldBe([1L]), t => t.Item1.ShouldBeSameAs(t.Item2));
    }

    [Fact]
    public void Whatever_else_has_changed_is_refused_with_the_place_and_the_difference()
    {
        Difference<V1.Total, Refused.Total>(typeof(Refused)).ShouldBe("has 'Sum', which was written as int, the job now has string");
        Difference<List<V1.Point>, List<Refused.Point>>(typeof(Refused)).ShouldBe("has '[].Y', which was written as short, the job now has sbyte");
        Difference<V1.Account, Refused.Account>(typeof(Refused)).ShouldBe($"was written as {Name(typeof(Refused))}.Account, the job now has {Name(typeof(Refused))}.Account");
        Difference<V1.Level, Refused.Level>(typeof(Refused)).ShouldBe($"was written as {Name(typeof(Refused))}.Level with Low=0, which {Name(typeof(Refused))}.Level does not have");
        Difference<V1.Total, Renamed.Purse>(typeof(Renamed)).ShouldBe($"was written as {Name(typeof(Renamed))}.Total, the job now has {Name(typeof(Renamed))}.Purse");
        Difference<long, int>(typeof(Refused)).ShouldBe("was written as long, the job now has int");
        Difference<long, double>(typeof(Refused)).ShouldBe("was written as long, the job now has double");
        Difference<int?, int>(typeof(Refused)).ShouldBe("was written as int?, the job now has int");
        Difference<List<int>, int[]>(typeof(Refused)).ShouldBe("was written as System.Collections.Generic.List<int>, the job now has int[]");
        Difference<Widened.Event, V1.Event>(typeof(V1), typeof(Widened)).ShouldStartWith("was written as");
    }

    [Fact]
    public void Keys_change_in_name_only_and_elements_of_sets_stay_different()
    {
        Difference<V1.Total, Added.Total>(typeof(Added), permitted: Permitted.Names).ShouldContain("without the member 'Count'");
        Difference<V1.Total, Removed.Total>(typeof(Removed), permitted: Permitted.Names).ShouldContain("with the member 'Name'");
        Difference<int, long>(typeof(Added), permitted: Permitted.Names).ShouldBe("was written as int, the job now has long");
        Evolutions.Read<V1.Total, Renamed.Total>([new(1, "a")], schema => Evolutions.InPlace(schema, typeof(V1), typeof(Renamed)), permitted: Permitted.Names).Values.ShouldBe([new(1, "a")]);
        Difference<HashSet<V1.Point>, HashSet<Removed.Point>>(typeof(Removed)).ShouldBe("has '[]', which was written with the member 'Y', and without it what was different may be the same");
        Difference<ImmutableDictionary<V1.Point, int>, ImmutableDictionary<Removed.Point, int>>(typeof(Removed)).ShouldContain("what was different may be the same");
        Read<HashSet<V1.Point>, HashSet<Added.Point>>([[new(1, 2), new(1, 3)]], typeof(Added)).Values[0].Count.ShouldBe(2);
        Read<ImmutableDictionary<string, V1.Point>, ImmutableDictionary<string, Removed.Point>>([ImmutableDictionary<string, V1.Point>.Empty.Add("a", new(1, 2))], typeof(Removed)).Values[0]["a"].X.ShouldBe((short)1);
    }

    [Fact]
    public void Classes_that_were_written_before_it_was_noted_which_can_be_changed_are_read_as_they_are_and_not_as_others()
    {
        string Old(string schema) => schema.Replace("immutable {", "{", StringComparison.Ordinal).Replace("mutable {", "{", StringComparison.Ordinal);

        Evolutions.Read<V1.Total, V1.Total>([new(1, "a")], Old).Values.ShouldBe([new(1, "a")]);
        Should.Throw<StateEvolutionException>(() => Evolutions.Read<V1.Total, Added.Total>([new(1, "a")], schema => Evolutions.InPlace(Old(schema), typeof(V1), typeof(Added))))
            .Message.ShouldContain("Run the job as it was with this version until it has taken a checkpoint");
    }

    [Fact]
    public void Class_whose_objects_can_no_longer_be_changed_is_read_as_it_was_noted()
    {
        var part = new V1.Part { Value = 5 };

        var pair = Read<V1.Pair, Fixed.Pair>([new(part, part)], typeof(Fixed)).Values[0];

        pair.Kept.ShouldBe(new Fixed.Part(5));
        pair.Gone.ShouldBeSameAs(pair.Kept);
    }

    private static Tuple<List<int>, List<int>> Shared()
    {
        List<int> list = [1];
        return Tuple.Create(list, list);
    }

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    private static (IReadOnlyList<TAfter> Values, StateReading<TAfter> Reading) Read<TBefore, TAfter>(IEnumerable<TBefore> values, Type after, StateSerializers? known = null) =>
        Evolutions.Read<TBefore, TAfter>(values, schema => Evolutions.InPlace(schema, typeof(V1), after), known);

    private static string Difference<TBefore, TAfter>(Type after, Type? before = null, StateSerializers? known = null, Permitted permitted = Permitted.All) =>
        Should.Throw<StateEvolutionException>(
            () => Evolutions.Read<TBefore, TAfter>([], schema => Evolutions.InPlace(schema, before ?? typeof(V1), after), known, permitted)).Message;
}

file static class Readings
{
    public static IEnumerable<string> Changes<T>(this (IReadOnlyList<T> Values, StateReading<T> Reading) read) => read.Reading.Changes.Order();
}
