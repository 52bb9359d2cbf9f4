namespace AkkaStreamProc.Operators.Tests.Aggregation;

public class MomentsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1e6)]
    [InlineData(1e9)]
    [InlineData(-1e9)]
    public void Small_deviations_from_a_large_mean_are_not_lost(double offset)
    {
        var random = new Random(3);
        var numbers = Enumerable.Range(0, 10_000).Select(_ => offset + Math.Round(random.NextDouble(), 4)).ToArray();
        var mean = numbers.Sum(n => (decimal)n) / numbers.Length;
        var exact = (double)(numbers.Sum(n => ((decimal)n - mean) * ((decimal)n - mean)) / numbers.Length);
        var function = Aggregates.Variance((double n) => n);

        // The numbers themselves are rounded to 1e-7 where they are around 1e9.
        function.ResultOf(numbers).ShouldBe(exact, 1e-6 * exact);
        var merged = numbers.Chunk(7).Select(part => function.Gathered(part)).Aggregate(function.Merge);
        function.GetResult(merged).ShouldBe(exact, 1e-6 * exact);
    }

    [Fact]
    public void Population_and_sample_differ_by_the_divisor()
    {
        int[] numbers = [2, 4, 4, 4, 5, 5, 7, 9];

        Aggregates.Variance((int n) => n).ResultOf(numbers).ShouldBe(4, 1e-12);
        Aggregates.StandardDeviation((int n) => n).ResultOf(numbers).ShouldBe(2, 1e-12);
        Aggregates.SampleVariance((int n) => n).ResultOf(numbers).ShouldBe(32.0 / 7, 1e-12);
        Aggregates.SampleStandardDeviation((int n) => n).ResultOf(numbers).ShouldBe(Math.Sqrt(32.0 / 7), 1e-12);
    }

    [Fact]
    public void Too_few_numbers_have_no_variance()
    {
        Aggregates.Variance((int n) => n).ResultOf([]).ShouldBe(double.NaN);
        Aggregates.SampleVariance((int n) => n).ResultOf([]).ShouldBe(double.NaN);
        Aggregates.SampleStandardDeviation((int n) => n).ResultOf([7]).ShouldBe(double.NaN);
        Aggregates.Variance((int n) => n).ResultOf([7]).ShouldBe(0);
    }

    [Fact]
    public void What_is_no_number_or_beyond_all_makes_a_variance_that_is_none()
    {
        Aggregates.Variance((double n) => n).ResultOf([1, double.NaN, 2]).ShouldBe(double.NaN);
        Aggregates.Variance((double n) => n).ResultOf([1, double.PositiveInfinity]).ShouldBe(double.NaN);
        Aggregates.Variance((long n) => n).ResultOf([long.MinValue, long.MaxValue]).ShouldBe(Math.Pow(2, 126), 1e26);
    }
}
