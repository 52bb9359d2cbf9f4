using AkkaStreamProc.Operators.Keys;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Keys;

public class KeyHashEqualityTests
{
    [Fact]
    public void Equal_numbers_of_different_bits_hash_alike()
    {
        ShouldAgree(0.0, -0.0);
        ShouldAgree(0.0f, -0.0f);
        ShouldAgree(double.NaN, BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(double.NaN) ^ 1));
        ShouldAgree(float.NaN, -float.NaN);
        ShouldAgree(1.0m, 1.00m);
        ShouldAgree(0m, 0.000m);
        ShouldAgree(0m, -0.0m);
        ShouldAgree(decimal.MaxValue, decimal.MaxValue);
        ShouldAgree(1e-28m, 0.0000000000000000000000000001m);
    }

    [Fact]
    public void Equal_decimals_hash_alike_at_every_scale() =>
        Gen.Select(Gen.Int, Gen.Int[0, 10], Gen.Int[0, 10]).Sample((number, scale, zeros) =>
        {
            var plain = new decimal(number & int.MaxValue, 0, 0, number < 0, (byte)scale);
            var padded = plain;
            for (var i = 0; i < zeros; i++)
            {
                padded *= 1.0m;
            }

            ShouldAgree(plain, padded);
        });

    [Fact]
    public void Instants_hash_alike_in_every_time_zone() =>
        Gen.Select(Gen.Long[-2_000_000_000, 4_000_000_000], Gen.Int[-14, 14]).Sample((seconds, hours) =>
        {
            var instant = DateTimeOffset.FromUnixTimeSeconds(seconds);
            ShouldAgree(instant, instant.ToOffset(TimeSpan.FromHours(hours)));
        });

    [Fact]
    public void Times_of_different_kind_that_are_equal_hash_alike() =>
        ShouldAgree(new DateTime(5000, DateTimeKind.Utc), new DateTime(5000, DateTimeKind.Local));

    [Fact]
    public void Composed_keys_that_are_equal_hash_alike()
    {
        var noon = new DateTimeOffset(2024, 1, 1, 12, 0, 0, TimeSpan.Zero);
        ShouldAgree(new Wrapped(new Person(null, 1), 1.0m, noon, Colour.Red), new Wrapped(new Person(null, 1), 1.00m, noon.ToOffset(TimeSpan.FromHours(3)), Colour.Red));
        ShouldAgree((0.0, Text("x"), new Cell(1, 2)), (-0.0, Text("x"), new Cell(1, 2)));
        ShouldAgree(Tuple.Create(1.0m, (string?)null), Tuple.Create(1.00m, (string?)null));
        ShouldAgree(new PlainPair { First = 0.0, Second = Text("y") }, new PlainPair { First = -0.0, Second = Text("y") });
        ShouldAgree(new { A = 1m, B = Text("z") }, new { A = 1.0m, B = Text("z") });
        ShouldAgree<(int?, Colour?)>((null, null), (null, null));
        ShouldAgree<Place>(new Town(Text("c"), 1), new Town(Text("c"), 1));
    }

    [Fact]
    public void Equal_records_hash_alike() =>
        Gen.Select(Gen.String.Null(), Gen.Int[0, 3]).Sample((name, age) =>
            ShouldAgree(new Person(name, age), new Person(name is null ? null : Text(name), age)));

    private static string Text(string value) => new(value.AsSpan());

    private static void ShouldAgree<TKey>(TKey left, TKey right)
        where TKey : notnull
    {
        EqualityComparer<TKey>.Default.Equals(left, right).ShouldBeTrue($"{left} and {right} are no example");
        KeyHash<TKey>.Of(left).ShouldBe(KeyHash<TKey>.Of(right), $"{left} and {right} are equal");
    }
}
