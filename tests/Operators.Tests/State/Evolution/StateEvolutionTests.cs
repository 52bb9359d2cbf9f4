using System.Buffers;
using System.Collections.Immutable;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Evolution;

namespace AkkaStreamProc.Operators.Tests.State.Evolution;

/// <summary>What a job may change of the types it keeps, and what it may not. The versions of a type stand in classes named after the change.</summary>
public class StateEvolutionTests
{
    public static class V1
    {
        public sealed record Total(int Sum, string Name);

        public sealed class Account
        {
            public decimal Balance { get; set; }
        }

        public sealed record Holder(Account First, Account Second);

        public sealed record Pair(Part Gone, Part Kept);

        public sealed class Part
        {
            public int Value { get; set; }
        }

        public sealed record Wide(int Id, Other[] Others, Dictionary<string, Other> ByName, HashSet<Level> Levels, (Other, Tuple<int, Other?>) Both, ImmutableDictionary<string, ImmutableArray<Other>> Deep, Shape? Shape, int? Maybe, double Last);

        public sealed record Other(string Text, Other? Next);

        public enum Level
        {
            Low,
            High,
        }

        [StateDerivedType(typeof(Circle))]
        [StateDerivedType(typeof(Square))]
        public abstract record Shape;

        public sealed record Circle(double Radius) : Shape;

        public sealed record Square(float Side) : Shape;

        public sealed record Event(string Name);

        public readonly record struct Point(short X, short Y);

        public sealed record Node(int Value, Node? Next, List<Node> More);

        public struct Sums
        {
            public long Sum;
        }
    }

    public static class Added
    {
        public sealed record Total(int Sum, string Name, int Count, string? Note, string Currency = "EUR")
        {
            public List<string> Tags { get; init; } = ["old"];
        }

        public sealed class Account
        {
            public decimal Balance { get; set; }

            public string Owner { get; set; } = "nobody";
        }

        public sealed record Holder(Account First, Account Second);

        public readonly record struct Point(short X, short Y, short Z = 7);

        public sealed record Node(int Value, Node? Next, List<Node> More, bool IsMarked = true);
    }

    public static class Required
    {
        public sealed record Total(int Sum, string Name, string Currency);
    }

    public static class Removed
    {
        public sealed record Total(int Sum);

        public sealed record Pair(Part Kept);

        public sealed class Part
        {
            public int Value { get; set; }
        }

        [FormerName("AkkaStreamProc.Operators.Tests.State.Evolution.StateEvolutionTests.V1.Wide")]
        public sealed record Wide(int Id, double Last);

        public readonly record struct Point(short X);
    }

    public static class Renamed
    {
        public sealed record Total([FormerName("Sum")] int Amount, string Name);

        public enum Level
        {
            Low,

            [FormerName("High")]
            Top,
        }

        [FormerName("AkkaStreamProc.Operators.Tests.State.Evolution.StateEvolutionTests.V1.Shape")]
        [StateDerivedType(typeof(Round))]
        [StateDerivedType(typeof(Square))]
        public abstract record Shape;

        [FormerName("AkkaStreamProc.Operators.Tests.State.Evolution.StateEvolutionTests.V1.Circle")]
        public sealed record Round([FormerName("Radius")] double Size) : Shape;

        [FormerName("AkkaStreamProc.Operators.Tests.State.Evolution.StateEvolutionTests.V1.Square")]
        public sealed record Square(float Side) : Shape;

        [FormerName("AkkaStreamProc.Operators.Tests.State.Evolution.StateEvolutionTests.Renamed.Account")]
        public sealed class Purse
        {
            [FormerName("Balance")]
            public decimal Content { get; set; }
        }
    }

    public static class Widened
    {
        public sealed record Total(long Sum, string Name);

        public readonly record struct Point(int X, double? Y);

        [FormerName("AkkaStreamProc.Operators.Tests.State.Evolution.StateEvolutionTests.V1.Shape")]
        [StateDerivedType(typeof(Circle))]
        [StateDerivedType(typeof(Square))]
        public abstract record Shape;

        [FormerName("AkkaStreamProc.Operators.Tests.State.Evolution.StateEvolutionTests.V1.Circle")]
        public sealed record Circle(double Radius) : Shape;

        [FormerName("AkkaStreamProc.Operators.Tests.State.Evolution.StateEvolutionTests.V1.Square")]
        public sealed record Square(double Side) : Shape;

        [StateDerivedType(typeof(Event))]
        [StateDerivedType(typeof(Special))]
        public record Event(string Name);

        public sealed record Special(string Name) : Event(Name);
    }

    public static class Fixed
    {
        public sealed record Pair(Part Gone, Part Kept);

        public sealed record Part(int Value);
    }

    public static class Refused
    {
        public sealed record Total(string Sum, string Name);

        public struct Account
        {
            public decimal Balance;
        }

        public enum Level
        {
            High,
            Low,
        }

        public readonly record struct Point(float X, sbyte Y);
    }

    [FormerName("AkkaStreamProc.Operators.Tests.State.Evolution.StateEvolutionTests.Migrated.Total")]
    public sealed record OldTotal(int Sum, string Name);

    public static class Migrated
    {
        public sealed record Total(string Text);

        public sealed class Account
        {
            public long Cents { get; set; }
        }

        public sealed record Holder(Account First, Account Second);
    }

    [FormerName("AkkaStreamProc.Operators.Tests.State.Evolution.StateEvolutionTests.Migrated.Account")]
    public sealed class OldAccount
    {
        public decimal Balance { get; set; }
    }

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
    public void Migration_makes_what_cannot_be_told()
    {
        var known = new StateSerializers();
        known.Migrate((OldTotal old) => new Migrated.Total($"{old.Name}={old.Sum}"));

        var (totals, reading) = Read<Dictionary<string, V1.Total>, Dictionary<string, Migrated.Total>>([new() { ["x"] = new(3, "a"), ["y"] = null! }], typeof(Migrated), known);

        totals[0]["x"].ShouldBe(new("a=3"));
        totals[0]["y"].ShouldBeNull();
        reading.IsMigrated.ShouldBeTrue();
        reading.Changes.ShouldBe([$"{Name(typeof(Migrated))}.Total is migrated to {Name(typeof(Migrated))}.Total"]);

        // What is written now needs none, and what the migration does not begin with is not read as if it did.
        known.Reading(known.Of<Migrated.Total>(), known.Of<Migrated.Total>().Schema).ShouldSatisfyAllConditions(r => r.IsMigrated.ShouldBeFalse(), r => r.Changes.ShouldBeEmpty());
        Difference<Required.Total, Migrated.Total>(typeof(Migrated), typeof(Required), known).ShouldContain("without the member 'Text'");
    }

    [Fact]
    public void Migrations_follow_one_another_and_make_one_object_of_one()
    {
        var known = new StateSerializers();
        known.Migrate((OldAccount old) => new Migrated.Account { Cents = (long)(old.Balance * 100) });
        var account = new V1.Account { Balance = 5 };

        var holder = Read<V1.Holder, Migrated.Holder>([new(account, account)], typeof(Migrated), known).Values[0];

        holder.First.Cents.ShouldBe(500);
        holder.First.ShouldBeSameAs(holder.Second);

        known = new StateSerializers();
        known.Migrate((int number) => new V1.Point((short)number, 0));
        known.Migrate((V1.Point point) => $"({point.X})");
        Evolutions.Read<int, string>([3], schema => schema, known).Values.ShouldBe(["(3)"]);
    }

    [Fact]
    public void Migration_that_is_none_or_is_there_already_is_refused()
    {
        var known = new StateSerializers();
        known.Migrate((int number) => $"{number}");

        Should.Throw<StreamProcessingException>(() => known.Migrate((int number) => $"({number})")).Message.ShouldContain("already");
        Should.Throw<StreamProcessingException>(() => known.Migrate((int number) => number + 1)).Message.ShouldContain("to itself");
        known.Migrate((string text) => new V1.Event(text));
        Should.Throw<StreamProcessingException>(() => known.Migrate((V1.Event old) => old.Name.Length)).Message.ShouldContain("there would be no end");
        known.Migrate((Action _) => new V1.Point(0, 0));
        Should.Throw<StreamProcessingException>(known.VerifyMigrations).Message.ShouldContain("delegate");
    }

    [Fact]
    public void Form_of_ones_own_reads_what_its_earlier_versions_wrote()
    {
        var (first, second) = (new StateSerializers(), new StateSerializers());
        first.Use(new Money1());
        second.Use(new Money2());
        var writer = new Operators.Snapshots.SnapshotWriter();
        first.Of<List<Money>>().Write(writer, [new(5, "")]);

        var reading = second.Reading(second.Of<List<Money>>(), first.Of<List<Money>>().Schema);

        reading.Serializer.Read(new(writer.Written)).ShouldBe([new(5, "EUR")]);
        reading.Changes.ShouldBe([$"{Name(typeof(Money))} was written by version 1 of money"]);
        Should.Throw<StateEvolutionException>(() => first.Reading(first.Of<List<Money>>(), second.Of<List<Money>>().Schema)).Message.ShouldContain("by money/2");
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

    public sealed record Money(decimal Amount, string Currency);

    private sealed class Money1 : IStateSerializer<Money>
    {
        public string Name => "money";

        public int Version => 1;

        public void Write(IBufferWriter<byte> output, Money value) => output.Write([(byte)value.Amount]);

        public Money Read(ReadOnlySpan<byte> bytes) => new(bytes[0], "");
    }

    private sealed class Money2 : IVersionedStateSerializer<Money>
    {
        public string Name => "money";

        public int Version => 2;

        public int OldestVersion => 1;

        public void Write(IBufferWriter<byte> output, Money value) => output.Write([(byte)value.Amount, (byte)value.Currency[0]]);

        public Money Read(ReadOnlySpan<byte> bytes) => new(bytes[0], $"{(char)bytes[1]}");

        public Money Read(ReadOnlySpan<byte> bytes, int version) => version == 1 ? new(bytes[0], "EUR") : Read(bytes);
    }
}

file static class Readings
{
    public static IEnumerable<string> Changes<T>(this (IReadOnlyList<T> Values, StateReading<T> Reading) read) => read.Reading.Changes.Order();
}
