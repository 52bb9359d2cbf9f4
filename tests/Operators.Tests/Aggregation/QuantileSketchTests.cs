namespace AkkaStreamProc.Operators.Tests.Aggregation;

public class QuantileSketchTests
{
    private static readonly double[] Quantiles = [0, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1];

    public static TheoryData<string> Distributions => [.. ByName.Keys];

    private static readonly Dictionary<string, Func<Random, double>> ByName = new()
    {
        ["even"] = random => random.NextDouble(),
        ["even, of both signs"] = random => 1_000 * (random.NextDouble() - 0.5),
        ["exponential"] = random => -Math.Log(1 - random.NextDouble()),
        ["log-normal"] = random => Math.Exp(2 * Normal(random)),
        ["normal"] = Normal,
        ["normal far from zero"] = random => 1e9 + Normal(random),
        ["Pareto"] = random => Math.Pow(1 - random.NextDouble(), -1 / 1.1),
        ["negative Pareto"] = random => -Math.Pow(1 - random.NextDouble(), -1 / 1.1),
        ["two humps and zeros"] = random => random.Next(3) switch { 0 => 0, 1 => 3 + Normal(random), _ => 1e6 * (3 + Normal(random)) },
        ["few values"] = random => random.Next(5),
        ["powers of two"] = random => Math.ScaleB(1, random.Next(-20, 20)),
        ["largest numbers"] = random => double.MaxValue * (0.5 + random.NextDouble() / 2),
        ["smallest normal numbers"] = random => 2.2250738585072014E-308 * (1 + random.NextDouble()),
    };

    [Theory]
    [MemberData(nameof(Distributions))]
    public void Every_quantile_is_off_by_the_relative_error_at_the_most(string distribution)
    {
        foreach (var error in new[] { 0.001, 0.01, 0.05, 0.5 })
        {
            for (var seed = 0; seed < 5; seed++)
            {
                var random = new Random(seed);
                var numbers = Enumerable.Range(0, seed == 0 ? 1 : 3_000).Select(_ => ByName[distribution](random)).ToArray();
                var found = Aggregates.Quantiles((double n) => n, Quantiles, error).ResultOf(numbers);

                Array.Sort(numbers);
                for (var i = 0; i < Quantiles.Length; i++)
                {
                    var exact = numbers[(int)(Quantiles[i] * (numbers.Length - 1))];
                    Math.Abs(found[i] - exact).ShouldBeLessThanOrEqualTo(error * (1 + 1e-9) * Math.Abs(exact), $"quantile {Quantiles[i]} with an error of {error}");
                }
            }
        }
    }

    [Fact]
    public void Error_comes_near_its_bound()
    {
        var function = Aggregates.Quantiles((double n) => n, [0.5]);
        var largest = Enumerable.Range(0, 100_000).Max(i =>
        {
            var number = 1 + i * 1e-5;
            return Math.Abs(function.ResultOf([0, number, 10])[0] - number) / number;
        });

        largest.ShouldBeInRange(0.0095, 0.01 * (1 + 1e-9));
    }

    [Fact]
    public void Smallest_and_largest_are_exact_and_so_is_what_is_always_the_same()
    {
        Aggregates.Quantiles((double n) => n, [0, 1]).ResultOf([3.7, -123.4, 99.99]).ShouldBe([-123.4, 99.99]);
        Aggregates.Quantiles((int n) => n, [0, 0.5, 1]).ResultOf([1234, 1234, 1234]).ShouldBe([1234.0, 1234, 1234]);
    }

    [Fact]
    public void Order_is_that_of_dotnet_with_what_is_no_number_first()
    {
        double[] numbers = [double.PositiveInfinity, 1, double.NaN, double.NegativeInfinity, 0, -0.0, -1, double.Epsilon, -double.NaN];

        var found = Aggregates.Quantiles((double n) => n, [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1]).ResultOf(numbers);

        found.Select(n => Math.Round(n, 1)).ShouldBe([double.NaN, double.NaN, double.NegativeInfinity, -1, 0, 0, 0, 1, double.PositiveInfinity]);
    }

    [Fact]
    public void Lowest_buckets_are_merged_where_there_are_too_many_and_the_others_stay_exact()
    {
        var function = Aggregates.Quantiles((double n) => n, [0, 0.01, 0.25, 0.5, 0.9, 1]);
        var numbers = Enumerable.Range(0, 60_000).Select(i => Math.Pow(10, i * 0.001 - 30)).ToArray();
        new Random(1).Shuffle(numbers);

        var sketch = function.Gathered(numbers);

        sketch.Buckets.ShouldBe(2_048);
        var found = function.GetResult(sketch);
        Array.Sort(numbers);
        found[0].ShouldBe(numbers[0]);
        found[1].ShouldBeGreaterThan(numbers[600] * 1e20, "the lowest are counted in the lowest bucket that is kept");
        foreach (var (i, quantile) in new[] { (4, 0.9), (5, 1.0) })
        {
            found[i].ShouldBe(numbers[(int)(quantile * 59_999)], 0.01 * (1 + 1e-9) * numbers[(int)(quantile * 59_999)]);
        }
    }

    [Fact]
    public void Numbers_between_one_and_ten_quadrillions_have_enough_buckets()
    {
        foreach (var error in new[] { 0.001, 0.01, 0.1, 0.5 })
        {
            var sketch = new QuantileSketch(error);
            for (var power = 0.0; power <= 16; power += error / 10)
            {
                sketch.Add(Math.Pow(10, power));
            }

            sketch.Add(1);
            sketch.Find(0).ShouldBe(1);
            sketch.Find(1e-4).ShouldBe(Math.Pow(10, 16 * 1e-4), 2 * error, $"with an error of {error} the lowest are still apart");
        }
    }

    [Fact]
    public void Sketches_of_two_errors_are_merged_with_the_sum_of_both()
    {
        var random = new Random(7);
        var numbers = Enumerable.Range(0, 4_000).Select(_ => Math.Exp(Normal(random))).ToArray();
        var fine = Aggregates.Quantiles((double n) => n, Quantiles, 0.01);
        var coarse = Aggregates.Quantiles((double n) => n, Quantiles, 0.05);

        var merged = fine.Merge(fine.Gathered(numbers[..2_000]), coarse.Gathered(numbers[2_000..]));

        Array.Sort(numbers);
        var found = fine.GetResult(merged);
        for (var i = 0; i < Quantiles.Length; i++)
        {
            var exact = numbers[(int)(Quantiles[i] * 3_999)];
            found[i].ShouldBe(exact, 0.061 * exact);
        }
    }

    [Fact]
    public void Nothing_has_no_quantiles() => Aggregates.Quantiles((double n) => n, [0, 0.5, 1]).ResultOf([]).ShouldBe([double.NaN, double.NaN, double.NaN]);

    [Fact]
    public void Quantiles_and_errors_that_are_not_possible_are_refused()
    {
        Should.Throw<StreamProcessingException>(() => Aggregates.Quantiles((int n) => n, [])).Message.ShouldStartWith("The quantiles [] are not possible");
        Should.Throw<StreamProcessingException>(() => Aggregates.Quantiles((int n) => n, [0.5, 99])).Message.ShouldStartWith("The quantiles [0.5, 99] are not possible");
        Should.Throw<StreamProcessingException>(() => Aggregates.Quantiles((int n) => n, [double.NaN]));
        foreach (var error in new[] { 0, 0.0009, 0.6, double.NaN })
        {
            Should.Throw<StreamProcessingException>(() => Aggregates.Quantiles((int n) => n, [0.5], error)).Message.ShouldContain("it must be from 0.001 to 0.5");
        }
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
