using System.Collections.Immutable;
using AkkaStreamProc.Operators.Tests.State;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Aggregation;

/// <summary>However records are divided into accumulators, what comes of them is what comes of all in their order.</summary>
public class GroupingTests
{
    private static readonly double[] Special = [-0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue];

    // Among them equal ones, zeros of both signs, those that are not numbers, and nulls.
    private static readonly Gen<Reading> AnyReading = Gen.Select(
        Gen.OneOf(Gen.Double[-1e3, 1e3], Gen.Int[-3, 3].Select(n => (double)n), Gen.Int[0, 5].Select(i => Special[i])),
        Gen.OneOf(Gen.Const((string?)null), Gen.Int[0, 9].Select(n => (string?)$"{n}")),
        Gen.Int[0, 1_000_000],
        (number, text, id) => new Reading(number, text, id));

    internal sealed record Reading(double Number, string? Text, int Id);

    [Fact]
    public void Distinct_values_are_counted_the_same_in_any_grouping()
    {
        Agree(Aggregates.CountDistinct((Reading r) => r.Number));
        Agree(Aggregates.CountDistinct((Reading r) => r.Text));
        Agree(Aggregates.CountDistinct((Reading r) => (r.Text, r.Number > 0)));
    }

    [Fact]
    public void Distinct_values_are_counted_approximately_the_same_in_any_grouping()
    {
        Agree(Aggregates.CountDistinctApproximately((Reading r) => r.Id));
        Agree(Aggregates.CountDistinctApproximately((Reading r) => r.Id, error: 0.26));
        Agree(Aggregates.CountDistinctApproximately((Reading r) => r.Id, error: 0.1));
        Agree(Aggregates.CountDistinctApproximately((Reading r) => (r.Text, r.Number), error: 0.26));
        Agree(Aggregates.CountDistinctApproximately((Reading r) => r.Text, error: 0.26));
    }

    [Fact]
    public void Extreme_records_are_the_same_in_any_grouping()
    {
        Agree(Aggregates.MinBy((Reading r) => r.Number));
        Agree(Aggregates.MaxBy((Reading r) => r.Number));
        Agree(Aggregates.MinBy((Reading r) => r.Text!));
        Agree(Aggregates.MaxBy((Reading r) => r.Text!));
    }

    [Fact]
    public void First_and_last_records_are_the_same_in_any_grouping()
    {
        Agree(Aggregates.First<Reading>());
        Agree(Aggregates.Last<Reading>());
    }

    [Fact]
    public void Lists_of_records_are_the_same_in_any_grouping()
    {
        Agree(Aggregates.Collect<Reading>());
        Agree(Aggregates.Top(1, (Reading r) => r.Number));
        Agree(Aggregates.Top(3, (Reading r) => r.Text!));
        Agree(Aggregates.Top(20, (Reading r) => r.Number));
    }

    [Fact]
    public void Quantiles_are_the_same_in_any_grouping()
    {
        double[] quantiles = [0, 0.25, 0.5, 0.9, 1];
        Agree(Aggregates.Quantiles((Reading r) => r.Number, quantiles));
        // So few buckets that the lowest are merged.
        Agree(Aggregates.Quantiles((Reading r) => Math.Pow(10, r.Number / 3), quantiles, error: 0.5));
        Agree(Aggregates.Quantiles((Reading r) => Math.CopySign(Math.Pow(10, Math.Abs(r.Number) / 3), r.Number), quantiles, error: 0.5));
    }

    [Fact]
    public void Sketches_depend_on_the_values_alone_and_not_on_their_order()
    {
        AgreeInAnyOrder(Aggregates.CountDistinctApproximately((Reading r) => r.Number, error: 0.26));
        AgreeInAnyOrder(Aggregates.CountDistinctApproximately((Reading r) => r.Id, error: 0.05));
        AgreeInAnyOrder(Aggregates.Quantiles((Reading r) => r.Number, [0.5]));
        AgreeInAnyOrder(Aggregates.Quantiles((Reading r) => r.Number / 1_000_000, [0.5], error: 0.5));
    }

    [Fact]
    public void Variances_are_about_the_same_in_any_grouping() =>
        Agree(Aggregates.Variance((Reading r) => r.Id), isExact: false, (one, other) =>
            (one.Equals(other) || Math.Abs(one - other) <= 1e-9 * other).ShouldBeTrue($"{one} and {other}"));

    private static void AgreeInAnyOrder<TAccumulator, TResult>(IMergingAggregateFunction<Reading, TAccumulator, TResult> function) =>
        Gen.Select(AnyReading.Array[0, 60], Gen.Int[0, int.MaxValue]).Sample(
            any =>
            {
                // Zeros of both signs, and nothing below them.
                var readings = any.Item1.Select(r => r with { Number = Math.Max(r.Number, 0) }).Append(new Reading(-0.0, null, 1)).Append(new Reading(0.0, null, 1)).ToArray();
                var inOrder = AggregateState.Hex(function.Gathered(readings));
                new Random(any.Item2).Shuffle(readings);

                AggregateState.Hex(function.Gathered(readings)).ShouldBe(inOrder);
            },
            iter: 300);

    private static void Agree<TAccumulator, TResult>(IMergingAggregateFunction<Reading, TAccumulator, TResult> function) =>
        Agree(function, isExact: true, (one, other) => StateText.Of(one).ShouldBe(StateText.Of(other)));

    private static void Agree<TAccumulator, TResult>(
        IMergingAggregateFunction<Reading, TAccumulator, TResult> function, bool isExact, Action<TResult, TResult> compare) =>
        Gen.Select(AnyReading.Array[0, 60], Gen.Int[0, int.MaxValue]).Sample(
            any =>
            {
                var (readings, seed) = any;
                var whole = function.Gathered(readings);

                var merged = Merged(function, readings, new Random(seed));

                compare(function.GetResult(merged), function.GetResult(whole));
                if (isExact)
                {
                    AggregateState.Hex(merged).ShouldBe(AggregateState.Hex(whole));
                }
            },
            iter: 300);

    /// <summary>Gathers stretches of records, any of them empty, and merges those beside each other in any order.</summary>
    private static TAccumulator Merged<TAccumulator, TResult>(IMergingAggregateFunction<Reading, TAccumulator, TResult> function, ReadOnlySpan<Reading> readings, Random random)
    {
        if (random.Next(8) == 0 || readings.Length == 0)
        {
            return function.Gathered(readings.ToImmutableArray());
        }

        var cut = random.Next(readings.Length + 1);
        var earlier = Merged(function, readings[..cut], random);
        var later = Merged(function, readings[cut..], random);
        earlier = random.Next(2) == 0 ? AggregateState.Restored(earlier) : earlier;
        var (laterBefore, resultBefore) = (AggregateState.Hex(later), function.GetResult(earlier));
        var resultText = StateText.Of(resultBefore);

        var merged = function.Merge(earlier, later);

        // What was merged goes on without the parts, and what was emitted stays.
        var goesOn = AggregateState.Hex(merged);
        function.Add(function.Merge(function.Merge(function.CreateAccumulator(), merged), later), new Reading(1, "one", 1));
        AggregateState.Hex(merged).ShouldBe(goesOn);
        merged = function.Add(merged, new Reading(2, "two", 2));
        AggregateState.Hex(later).ShouldBe(laterBefore);
        StateText.Of(resultBefore).ShouldBe(resultText);
        return AggregateState.Read<TAccumulator>(goesOn);
    }
}
