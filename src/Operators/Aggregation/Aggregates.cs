using System.Collections.Immutable;
using System.Numerics;
using AkkaStreamProc.Operators.Aggregation;
using AkkaStreamProc.Operators.Keys;

namespace AkkaStreamProc;

/// <summary>Aggregates that come with the library, for <c>states.Aggregating(…)</c> and <c>windows.Aggregate(…)</c>.</summary>
/// <remarks>
/// <para>
/// Windows have a verb for each (<see cref="WindowedStream{T, TKey}"/>). What each keeps in state, and how exact it is: <c>docs/windows.md</c>.
/// A result never changes when further records are added.
/// </para>
/// <para>
/// Values are compared by <see cref="Comparer{T}.Default"/>: null is less than any value, a number that is not one (NaN) less than any
/// number. Strings are compared by their UTF-16 code units, whatever the culture of the process is; strings within tuples and other types
/// as those compare them, which is by the culture. Selectors are called for each record and, where records are compared,
/// for those that are kept, so they must always return the same for a record.
/// </para>
/// </remarks>
public static class Aggregates
{
    /// <summary>Counts the different values exactly. A null is a value.</summary>
    /// <param name="selector">From a record to the value, of a type that could be a key: equal values are equal in every process.</param>
    /// <remarks>Keeps every value in a set that is changed in place.</remarks>
    /// <exception cref="StreamProcessingException">The type of the values has no such equality.</exception>
    public static IMergingAggregateFunction<T, HashSet<TValue>, long> CountDistinct<T, TValue>(Func<T, TValue> selector)
    {
        VerifyValues<TValue>(nameof(CountDistinct));
        return new DistinctAggregate<T, TValue>(selector);
    }

    /// <summary>Counts the different values approximately, in 16 KiB or less for an error of 1 %. A null is a value.</summary>
    /// <param name="selector">From a record to the value, of a type that could be a key (<see cref="KeyHash{TKey}"/>).</param>
    /// <param name="error">
    /// The highest relative standard error, from 0.0021 to 0.26: two of three results are off by less, 19 of 20 by less than twice as much.
    /// It may be another after a restart; results of windows that began before are then as exact as the less exact of both.
    /// </param>
    /// <remarks>HyperLogLog (<see cref="DistinctSketch"/>). The same values give the same result, whatever their order.</remarks>
    /// <exception cref="StreamProcessingException">The type of the values has no stable hash, or the error is not possible.</exception>
    public static IMergingAggregateFunction<T, DistinctSketch, long> CountDistinctApproximately<T, TValue>(Func<T, TValue> selector, double error = 0.01)
    {
        VerifyValues<TValue>(nameof(CountDistinctApproximately));
        return error >= DistinctSketch.ErrorOf(DistinctSketch.MaxPrecision) && error <= DistinctSketch.ErrorOf(DistinctSketch.MinPrecision)
            ? new ApproximatelyDistinctAggregate<T, TValue>(selector, DistinctSketch.PrecisionFor(error))
            : throw new StreamProcessingException(Invariant(
                $"A relative error of {error} is not possible for {nameof(CountDistinctApproximately)}: it must be from 0.0021 to 0.26. {nameof(CountDistinct)} is exact."));
    }

    /// <summary>The record with the smallest value; of equals the one that came first. Null (or default) without records.</summary>
    /// <param name="selector">From a record to the value.</param>
    public static IMergingAggregateFunction<T, PickedRecord<T>, T?> MinBy<T, TValue>(Func<T, TValue> selector)
        where TValue : IComparable<TValue> =>
        new PickingAggregate<T>((next, best) => ValueOrder.Compare(selector(next), selector(best)) < 0, first => ValueOrder.Verify(selector(first)));

    /// <summary>The record with the largest value; of equals the one that came first. Null (or default) without records.</summary>
    /// <param name="selector">From a record to the value.</param>
    public static IMergingAggregateFunction<T, PickedRecord<T>, T?> MaxBy<T, TValue>(Func<T, TValue> selector)
        where TValue : IComparable<TValue> =>
        new PickingAggregate<T>((next, best) => ValueOrder.Compare(selector(next), selector(best)) > 0, first => ValueOrder.Verify(selector(first)));

    /// <summary>The record that came first. Null (or default) without records.</summary>
    /// <remarks>
    /// In windows slices are in the order of time, and records within a slice as they came. By a time in the records:
    /// <see cref="MinBy"/>.
    /// </remarks>
    public static IMergingAggregateFunction<T, PickedRecord<T>, T?> First<T>() => new PickingAggregate<T>(static (_, _) => false);

    /// <summary>The record that came last. Null (or default) without records.</summary>
    /// <remarks>In the order of <see cref="First"/>. By a time in the records: <see cref="MaxBy"/>.</remarks>
    public static IMergingAggregateFunction<T, PickedRecord<T>, T?> Last<T>() => new PickingAggregate<T>(static (_, _) => true);

    /// <summary>All records, in the order of <see cref="First"/>.</summary>
    /// <remarks>Keeps every record in a list that is changed in place, and copies it for each result.</remarks>
    public static IMergingAggregateFunction<T, List<T>, ImmutableArray<T>> Collect<T>() => new CollectingAggregate<T>();

    /// <summary>The records with the largest values, the largest first; of equals the one that came first.</summary>
    /// <param name="count">How many at the most; one or more. It may be another after a restart.</param>
    /// <param name="by">From a record to the value.</param>
    /// <remarks>Keeps as many records, in a list that is changed in place.</remarks>
    /// <exception cref="StreamProcessingException">The count is not possible.</exception>
    public static IMergingAggregateFunction<T, List<T>, ImmutableArray<T>> Top<T, TValue>(int count, Func<T, TValue> by)
        where TValue : IComparable<TValue> => count > 0
        ? new TopAggregate<T, TValue>(count, by)
        : throw new StreamProcessingException($"The top {count} records are not possible: the count must be one or more.");

    /// <summary>The mean of the squared deviations from the mean, in double precision; not a number without records.</summary>
    /// <param name="selector">From a record to the number.</param>
    /// <remarks>
    /// Exact to about 15 digits also where the numbers are large and differ little (<see cref="Moments"/>). The last digits may depend on
    /// how the records were divided.
    /// </remarks>
    public static IMergingAggregateFunction<T, Moments, double> Variance<T, TNumber>(Func<T, TNumber> selector)
        where TNumber : struct, INumber<TNumber> => new DeviationAggregate<T, TNumber>(selector, static moments => moments.Variance);

    /// <summary>The variance of all by that of the records as a sample, divided by one less than their number; not a number for fewer than two.</summary>
    /// <inheritdoc cref="Variance" path="/*[not(self::summary)]"/>
    public static IMergingAggregateFunction<T, Moments, double> SampleVariance<T, TNumber>(Func<T, TNumber> selector)
        where TNumber : struct, INumber<TNumber> => new DeviationAggregate<T, TNumber>(selector, static moments => moments.SampleVariance);

    /// <summary>The root of <see cref="Variance"/>; not a number without records.</summary>
    /// <inheritdoc cref="Variance" path="/*[not(self::summary)]"/>
    public static IMergingAggregateFunction<T, Moments, double> StandardDeviation<T, TNumber>(Func<T, TNumber> selector)
        where TNumber : struct, INumber<TNumber> => new DeviationAggregate<T, TNumber>(selector, static moments => Math.Sqrt(moments.Variance));

    /// <summary>The root of <see cref="SampleVariance"/>; not a number for fewer than two records.</summary>
    /// <inheritdoc cref="Variance" path="/*[not(self::summary)]"/>
    public static IMergingAggregateFunction<T, Moments, double> SampleStandardDeviation<T, TNumber>(Func<T, TNumber> selector)
        where TNumber : struct, INumber<TNumber> => new DeviationAggregate<T, TNumber>(selector, static moments => Math.Sqrt(moments.SampleVariance));

    /// <summary>Quantiles of a number of each record, each off by a relative error at the most; not numbers without records.</summary>
    /// <param name="selector">From a record to the number. Those that differ from zero by less than 2.3 · 10^-308 are zero.</param>
    /// <param name="quantiles">From 0 (the smallest, exact) to 1 (the largest, exact); the results are in their order.</param>
    /// <param name="error">
    /// The highest relative error, from 0.001 to 0.5. It may be another after a restart; results of windows that began before may then be
    /// off by both.
    /// </param>
    /// <remarks>
    /// DDSketch (<see cref="QuantileSketch"/>), of at most 12 bytes · 20.48 ÷ error. Of n numbers in their order the result for q is the
    /// one with the number ⌊q · (n − 1)⌋, from 0. The same numbers give the same result, whatever their order. Where they need more
    /// buckets than there are, the quantiles of the lowest numbers, and no others, are too high.
    /// </remarks>
    /// <exception cref="StreamProcessingException">A quantile or the error is not possible.</exception>
    public static IMergingAggregateFunction<T, QuantileSketch, ImmutableArray<double>> Quantiles<T, TNumber>(
        Func<T, TNumber> selector, IReadOnlyList<double> quantiles, double error = 0.01)
        where TNumber : struct, INumber<TNumber>
    {
        if (quantiles.Count == 0 || !quantiles.All(quantile => quantile is >= 0 and <= 1))
        {
            throw new StreamProcessingException(Invariant($"The quantiles [{string.Join(", ", quantiles.Select(quantile => Invariant($"{quantile}")))}] are not possible: there must be one or more, each from 0 to 1."));
        }

        return error is >= QuantileSketch.MinError and <= QuantileSketch.MaxError
            ? new QuantileAggregate<T, TNumber>(selector, [.. quantiles], error)
            : throw new StreamProcessingException(Invariant(
                $"A relative error of {error} is not possible for {nameof(Quantiles)}: it must be from {QuantileSketch.MinError} to {QuantileSketch.MaxError}."));
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static void VerifyValues<TValue>(string verb)
    {
        try
        {
            // A null is a key, too, which the constraint does not say.
#pragma warning disable CS8714
            KeyHash<TValue>.Verify();
#pragma warning restore CS8714
        }
        catch (StreamProcessingException e)
        {
            throw new StreamProcessingException($"{verb} cannot tell equal values: {e.Message}", e);
        }
    }
}
