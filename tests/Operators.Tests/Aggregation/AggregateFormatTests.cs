using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Tests.Aggregation;

/// <summary>The committed files have accumulators of each version; later ones must go on with them, and with their schemas.</summary>
public class AggregateFormatTests
{
    private const string Latest = "aggregates-v2.txt";

    private static readonly double[] Numbers = [12.5, -3, 0, double.NaN, 1e9, 12.6, double.NegativeInfinity];

    [Fact]
    public void Accumulators_of_today_are_written_as_the_committed_ones() => Lines().ShouldBe(Committed(Latest));

    [Theory]
    [InlineData("aggregates-v1.txt")]
    [InlineData(Latest)]
    public void Committed_accumulators_are_read_as_what_they_were(string version)
    {
        var committed = Committed(version);
        T Read<T>(int line)
        {
            var end = committed[line].LastIndexOf(' ');
            return AggregateState.Read<T>(committed[line][(end + 1)..], committed[line][..end]);
        }

        Read<DistinctSketch>(0).Count.ShouldBe(3);
        Read<DistinctSketch>(1).Count.ShouldBe(Sketch(4, 100).Count);
        foreach (var quantile in new[] { 0, 0.2, 0.5, 0.7, 1 })
        {
            Read<QuantileSketch>(2).Find(quantile).ShouldBe(Distribution().Find(quantile));
        }

        Read<Moments>(3).Variance.ShouldBe(Deviation().Variance);
        var picked = Read<PickedRecord<string>>(4);
        (picked.HasRecord, picked.Record).ShouldBe((true, "a"));
    }

    private static string[] Committed(string version) => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", version));

    private static IEnumerable<string> Lines()
    {
        yield return Line(Sketch(14, 3));
        yield return Line(Sketch(4, 100));
        yield return Line(Distribution());
        yield return Line(Deviation());
        yield return Line(Aggregates.First<string>().Gathered(["a", "b"]));
    }

    private static string Line<T>(T accumulator) => $"{StateSerializer<T>.Default.Schema} {AggregateState.Hex(accumulator)}";

    private static DistinctSketch Sketch(int precision, int count)
    {
        var sketch = new DistinctSketch(precision);
        for (var value = 0; value < count; value++)
        {
            sketch.Add(KeyHash<int>.Of(value));
        }

        return sketch;
    }

    private static QuantileSketch Distribution() => Aggregates.Quantiles((double n) => n, [0.5]).Gathered(Numbers);

    private static Moments Deviation() => Aggregates.Variance((double n) => n).Gathered([1, 2, 4.5]);
}
