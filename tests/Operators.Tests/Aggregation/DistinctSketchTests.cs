using AkkaStreamProc.Operators.Keys;

namespace AkkaStreamProc.Operators.Tests.Aggregation;

public class DistinctSketchTests
{
    private const int Seeds = 100;

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(12)]
    [InlineData(14)]
    public void Estimates_are_off_by_the_standard_error_and_not_to_one_side(int precision)
    {
        var standard = 1.04 / Math.Sqrt(1 << precision);
        int[] cardinalities = [1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000];
        var errors = cardinalities.ToDictionary(cardinality => cardinality, _ => new List<double>());
        for (var seed = 0; seed < Seeds; seed++)
        {
            var sketch = new DistinctSketch(precision);
            for (var value = 1; value <= cardinalities[^1]; value++)
            {
                Add(sketch, ((long)seed << 32) + value);
                if (errors.TryGetValue(value, out var ofCardinality))
                {
                    ofCardinality.Add((sketch.Count - value) / (double)value);
                }
            }
        }

        foreach (var (cardinality, ofCardinality) in errors)
        {
            // With so many seeds the deviation that is found is off by 7 % itself, and the mean by a tenth of it. Rounding adds a half.
            var rounding = 0.5 / cardinality;
            Math.Sqrt(ofCardinality.Average(e => e * e)).ShouldBeLessThan(1.25 * standard + rounding, $"{cardinality} values");
            Math.Abs(ofCardinality.Average()).ShouldBeLessThan(0.35 * standard + rounding, $"{cardinality} values");
        }
    }

    [Fact]
    public void Estimates_of_many_values_are_neither_better_nor_worse_than_the_standard_error()
    {
        var errors = Enumerable.Range(0, 400).Select(seed => (Of(8, 5_000, seed).Count - 5_000) / 5_000.0).ToList();

        Math.Sqrt(errors.Average(e => e * e)).ShouldBe(1.04 / 16, tolerance: 0.15 * 1.04 / 16);
    }

    [Fact]
    public void Highest_precision_is_off_by_a_fifth_of_a_percent() =>
        Enumerable.Range(0, 5).ShouldAllBe(seed => Math.Abs(Of(18, 300_000, seed).Count - 300_000) < 4 * 0.00204 * 300_000);

    [Fact]
    public void Few_values_are_counted_exactly_but_for_those_that_share_a_register()
    {
        var sketch = new DistinctSketch(14);
        for (var value = 0; value < 50; value++)
        {
            sketch.Count.ShouldBe(value);
            Add(sketch, value);
            Add(sketch, value);
        }
    }

    [Fact]
    public void Sketch_becomes_dense_at_an_eighth_of_its_registers_and_estimates_the_same()
    {
        var sketch = new DistinctSketch(10);
        var (value, sparse) = (0, 0L);
        for (; !sketch.IsDense; value++)
        {
            sparse = sketch.Count;
            Add(sketch, value);
        }

        sparse.ShouldBeInRange(128, 145);
        sketch.Count.ShouldBeInRange(sparse, sparse + 2);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(100)]
    [InlineData(20_000)]
    public void Merging_with_a_lower_precision_gives_what_that_would_have_seen(int count)
    {
        foreach (var precision in new[] { 4, 9, 13 })
        {
            var all = AggregateState.Hex(Of(precision, 2 * count, seed: 1));
            var (high, low) = (Half(14, 0), Half(precision, 1));
            high.Merge(low);
            AggregateState.Hex(high).ShouldBe(all);

            (high, low) = (Half(14, 1), Half(precision, 0));
            low.Merge(high);
            AggregateState.Hex(low).ShouldBe(all);
        }

        DistinctSketch Half(int precision, int rest)
        {
            var sketch = new DistinctSketch(precision);
            for (var value = rest; value < 2 * count; value += 2)
            {
                Add(sketch, (1L << 32) + value);
            }

            return sketch;
        }
    }

    [Fact]
    public void All_registers_full_is_an_estimate_beyond_all_numbers_of_values()
    {
        var sketch = new DistinctSketch(4);
        for (var register = 0UL; register < 16; register++)
        {
            sketch.Add(register << 60);
        }

        sketch.Count.ShouldBe(long.MaxValue);
    }

    [Fact]
    public void Precision_is_the_lowest_whose_error_is_no_higher()
    {
        DistinctSketch.PrecisionFor(0.01).ShouldBe(14);
        DistinctSketch.PrecisionFor(0.26).ShouldBe(4);
        DistinctSketch.PrecisionFor(0.0021).ShouldBe(18);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(0.002)]
    [InlineData(0.27)]
    [InlineData(double.NaN)]
    public void Error_that_no_precision_has_is_refused(double error) =>
        Should.Throw<StreamProcessingException>(() => Aggregates.CountDistinctApproximately((int n) => n, error)).Message
            .ShouldContain("it must be from 0.0021 to 0.26");

    [Fact]
    public void Equal_values_are_one_and_null_is_one()
    {
        Aggregates.CountDistinctApproximately((double n) => n).ResultOf([0.0, -0.0, double.NaN, -double.NaN, 1]).ShouldBe(3);
        Aggregates.CountDistinct((double n) => n).ResultOf([0.0, -0.0, double.NaN, -double.NaN, 1]).ShouldBe(3);
        Aggregates.CountDistinctApproximately((string? s) => s).ResultOf([null, "", "a", null, "a"]).ShouldBe(3);
        Aggregates.CountDistinct((string? s) => s).ResultOf([null, "", "a", null, "a"]).ShouldBe(3);
        Aggregates.CountDistinctApproximately((int? n) => n).ResultOf([null, 0, null, 7]).ShouldBe(3);
        Aggregates.CountDistinct((decimal n) => n).ResultOf([1.0m, 1.00m]).ShouldBe(1);
    }

    [Fact]
    public void Values_that_their_hash_brought_to_one_subtask_are_spread_over_all_registers()
    {
        var values = Enumerable.Range(0, 100_000).Where(value => KeyHash<int>.Of(value) >> 60 == 3).ToList();

        Aggregates.CountDistinctApproximately((int n) => n, error: 0.02).ResultOf(values).ShouldBeInRange((long)(0.92 * values.Count), (long)(1.08 * values.Count));
    }

    [Fact]
    public void Values_without_an_equality_of_their_own_are_refused()
    {
        Should.Throw<StreamProcessingException>(() => Aggregates.CountDistinct((int n) => new[] { n })).Message.ShouldStartWith("CountDistinct cannot tell equal values: The type System.Int32[]");
        Should.Throw<StreamProcessingException>(() => Aggregates.CountDistinctApproximately((int n) => new object())).Message.ShouldStartWith("CountDistinctApproximately cannot tell equal values: The type System.Object");
    }

    private static DistinctSketch Of(int precision, int count, int seed)
    {
        var sketch = new DistinctSketch(precision);
        for (var value = 0; value < count; value++)
        {
            Add(sketch, ((long)seed << 32) + value);
        }

        return sketch;
    }

    private static void Add(DistinctSketch sketch, long value) => sketch.Add(KeyHash.OfInteger((long)KeyHash<long>.Of(value)));
}
