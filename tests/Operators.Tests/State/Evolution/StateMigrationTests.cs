using System.Buffers;
using System.Collections.Immutable;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Evolution;
using static AkkaStreamProc.Operators.Tests.State.Evolution.Versions;

namespace AkkaStreamProc.Operators.Tests.State.Evolution;

/// <summary>Code of the user's that says what values have become: migrations, and forms that know their versions.</summary>
public class StateMigrationTests
{
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

    public sealed class Tag
    {
        public string Text { get; set; } = "";

        public int Uses { get; set; }
    }

    public sealed class Basket
    {
        public List<int> Items { get; set; } = [];
    }

    [Fact]
    public void What_is_one_object_only_because_it_is_empty_becomes_two()
    {
        var known = new StateSerializers();
        known.Migrate((string old) => new Tag { Text = old });
        known.Migrate((ImmutableList<int> old) => new Basket { Items = [.. old] });

        var tags = Evolutions.Read<List<string>, List<Tag>>([["", ""]], s => s, known).Values[0];
        var baskets = Evolutions.Read<List<ImmutableList<int>>, List<Basket>>([[[], []]], s => s, known).Values[0];

        tags[0].ShouldNotBeSameAs(tags[1]);
        baskets[0].ShouldNotBeSameAs(baskets[1]);
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

        var made = 0;
        known.Migrate((SecondAccount second) =>
        {
            made++;
            return new ThirdAccount { Text = $"{second.Cents}" };
        });
        known.Migrate((OldAccount old) => new SecondAccount { Cents = (long)(old.Balance * 100) });
        var third = Evolutions.Read<V1.Holder, ThirdHolder>(
            [new(account, account)], schema => Evolutions.InPlace(schema, typeof(V1), typeof(Migrated)).Replace("Migrated.Holder", "ThirdHolder", StringComparison.Ordinal), known).Values[0];
        third.First.Text.ShouldBe("500");
        third.Second.ShouldBeSameAs(third.First);
        made.ShouldBe(1);

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
    public void Form_of_ones_own_that_the_job_has_no_more_is_refused()
    {
        var custom = new StateSerializers();
        custom.Use(new Tenths());
        custom.Use(new Money1());

        foreach (var schema in new[] { custom.Of<decimal>().Schema, custom.Of<List<decimal>>().Schema, custom.Of<decimal?>().Schema, custom.Of<Money>().Schema })
        {
            Should.Throw<StateEvolutionException>(() => Read(new StateSerializers(), schema)).Message.ShouldContain("(by ");
        }

        Should.Throw<StateEvolutionException>(() => custom.Reading(custom.Of<decimal>(), "decimal")).Message.ShouldContain("was written as decimal");
        Should.Throw<StateEvolutionException>(() => new StateSerializers().Reading(StateSerializer<decimal>.Default, "int; int = by tenths/1")).Message.ShouldContain("was written as int");

        static void Read(StateSerializers known, string schema)
        {
            _ = schema.Split(';')[0] switch
            {
                "decimal" => known.Reading(known.Of<decimal>(), schema).IsMigrated,
                "decimal?" => known.Reading(known.Of<decimal?>(), schema).IsMigrated,
                { } list when list.StartsWith("System", StringComparison.Ordinal) => known.Reading(known.Of<List<decimal>>(), schema).IsMigrated,
                _ => known.Reading(known.Of<Money>(), schema).IsMigrated,
            };
        }
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

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    private static (IReadOnlyList<TAfter> Values, StateReading<TAfter> Reading) Read<TBefore, TAfter>(IEnumerable<TBefore> values, Type after, StateSerializers? known = null) =>
        Evolutions.Read<TBefore, TAfter>(values, schema => Evolutions.InPlace(schema, typeof(V1), after), known);

    private static string Difference<TBefore, TAfter>(Type after, Type? before = null, StateSerializers? known = null, Permitted permitted = Permitted.All) =>
        Should.Throw<StateEvolutionException>(
            () => Evolutions.Read<TBefore, TAfter>([], schema => Evolutions.InPlace(schema, before ?? typeof(V1), after), known, permitted)).Message;

    public sealed record Money(decimal Amount, string Currency);

    private sealed class Tenths : IStateSerializer<decimal>
    {
        public string Name => "tenths";

        public int Version => 1;

        public void Write(IBufferWriter<byte> output, decimal value) => output.Write([(byte)(value * 10)]);

        public decimal Read(ReadOnlySpan<byte> bytes) => bytes[0] / 10m;
    }

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
