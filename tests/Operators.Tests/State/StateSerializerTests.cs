using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.State;

public class StateSerializerTests
{
    public enum Level : byte
    {
        Low,
        High = 200,
    }

    public sealed record Order(string? Customer, decimal Price, DateTimeOffset At, Level Level, int? Discount);

    public sealed record Basket(Order First, List<Order> More, Dictionary<string, int> Counts, int[] Numbers);

    public record struct Point(int X, double Y, bool IsSet);

    public record struct Stamped(DateTime At, long Number);

    public sealed class Countdown
    {
        public int Left { get; set; } = 5;

        public string? Name { get; set; } = "unnamed";
    }

    public sealed record Retries(int Left = 3);

    [Fact]
    public void Defaults_come_back_although_the_type_begins_with_other_values()
    {
        var back = RoundTrip(new Countdown { Left = 0, Name = null });

        back.Left.ShouldBe(0);
        back.Name.ShouldBeNull();
        RoundTrip(new Retries(0)).Left.ShouldBe(0);
    }

    [Theory]
    [InlineData(DateTimeKind.Utc)]
    [InlineData(DateTimeKind.Local)]
    [InlineData(DateTimeKind.Unspecified)]
    public void Dates_keep_their_kind(DateTimeKind kind) => RoundTrip(new Stamped(new DateTime(5, kind), 1)).At.Kind.ShouldBe(kind);

    [Fact]
    public void Strings_inside_records_come_back_even_with_lone_surrogates() =>
        RoundTrip(new Order("cut \uD83D", 1, default, Level.Low, 0)).Customer.ShouldBe("cut \uD83D");

    [Fact]
    public void Integers_come_back_as_they_were() => ShouldRoundTrip(Gen.Long, Gen.Int, Gen.Short, Gen.Byte, Gen.ULong, Gen.Char, Gen.Bool);

    [Fact]
    public void Fractions_come_back_as_they_were() => ShouldRoundTrip(Gen.Double, Gen.Float, Gen.Decimal);

    [Fact]
    public void Dates_and_identifiers_come_back_as_they_were() =>
        ShouldRoundTrip(Gen.Guid, Gen.DateTime, Gen.DateTimeOffset, Gen.TimeSpan, Gen.DateOnly, Gen.TimeOnly);

    [Fact]
    public void Enumerations_and_nullables_come_back_as_they_were() =>
        ShouldRoundTrip(Gen.Enum<Level>(), Gen.Int.Select(i => i % 3 == 0 ? null : (int?)i), Gen.Decimal.Select(d => d > 0 ? (decimal?)d : null));

    [Fact]
    public void Strings_come_back_as_they_were_even_null_and_lone_surrogates() =>
        Gen.Char.Array[0, 20].Select(chars => chars.Length == 0 ? null : new string(chars)).Sample(value => RoundTrip(value).ShouldBe(value), iter: 2_000);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Grüße 世界 🚀")]
    [InlineData("cut \uD83D")]
    [InlineData("\uDE80 tail")]
    [InlineData("\uDE80\uD83D")]
    public void String_comes_back_as_it_was(string? value) => RoundTrip(value).ShouldBe(value);

    [Fact]
    public void Structs_and_tuples_come_back_as_they_were()
    {
        RoundTrip(new Point(1, -2.5, true)).ShouldBe(new Point(1, -2.5, true));
        RoundTrip(new Stamped(new DateTime(5, DateTimeKind.Utc), 7)).ShouldBe(new Stamped(new DateTime(5, DateTimeKind.Utc), 7));
        RoundTrip((1, "two", 3.0m)).ShouldBe((1, "two", 3.0m));
        RoundTrip((1, 2L)).ShouldBe((1, 2L));
        RoundTrip(Tuple.Create("a", (int?)null)).ShouldBe(Tuple.Create("a", (int?)null));
        RoundTrip(KeyValuePair.Create("a", 1)).ShouldBe(KeyValuePair.Create("a", 1));
        RoundTrip(new { Name = "a", Age = 1 }).ShouldBe(new { Name = "a", Age = 1 });
    }

    [Fact]
    public void Records_with_collections_come_back_as_they_were()
    {
        var order = new Order("x", 1.50m, new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.FromHours(8)), Level.High, 5);
        var basket = new Basket(order, [order, order with { Customer = null, Discount = null }], new() { ["a"] = 1, [""] = -1 }, [1, 2, 3]);

        var back = RoundTrip(basket);

        back.First.ShouldBe(order);
        back.First.At.Offset.ShouldBe(TimeSpan.FromHours(8));
        back.More.ShouldBe(basket.More);
        back.Counts.ShouldBe(basket.Counts);
        back.Numbers.ShouldBe(basket.Numbers);
    }

    [Fact]
    public void Null_comes_back_as_null() => RoundTrip<Order?>(null).ShouldBeNull();

    [Fact]
    public void Values_stand_one_behind_the_other()
    {
        var writer = new SnapshotWriter();
        StateSerializer<string>.Default.Write(writer, "a");
        StateSerializer<Order?>.Default.Write(writer, null);
        StateSerializer<Point>.Default.Write(writer, new Point(1, 2, false));
        var reader = new SnapshotReader(writer.Written);

        StateSerializer<string>.Default.Read(reader).ShouldBe("a");
        StateSerializer<Order?>.Default.Read(reader).ShouldBeNull();
        StateSerializer<Point>.Default.Read(reader).ShouldBe(new Point(1, 2, false));
        reader.IsAtEnd.ShouldBeTrue();
    }

    private static void ShouldRoundTrip(params object[] gens)
    {
        foreach (dynamic gen in gens)
        {
            ShouldRoundTrip(gen);
        }
    }

    private static void ShouldRoundTrip<T>(Gen<T> gen) => gen.Sample(value => RoundTrip(value).ShouldBe(value));

    private static T RoundTrip<T>(T value)
    {
        var writer = new SnapshotWriter();
        StateSerializer<T>.Default.Write(writer, value);
        var reader = new SnapshotReader(writer.Written);
        var back = StateSerializer<T>.Default.Read(reader);
        reader.IsAtEnd.ShouldBeTrue();
        return back;
    }
}
