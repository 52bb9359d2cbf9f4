using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Numerics;
using AkkaStreamProc.Operators.Plans.Selectors;
using AkkaStreamProc.Operators.Streams;

namespace AkkaStreamProc;

/// <content>Verbs for the aggregates that come with the library (<see cref="Aggregates"/>). None is combined before the shuffle.</content>
public sealed partial class WindowedStream<T, TKey>
{
    /// <summary>The record with the smallest value; of equals the one that came first, as <see cref="First"/> has it. (LINQ verb)</summary>
    /// <param name="selector">From a record to the value; called again for the record that is kept.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public WindowResultStream<T, TKey, T> MinBy<TValue>(Expression<Func<T, TValue>> selector, string? name = null)
        where TValue : IComparable<TValue> => Aggregate("min by", Aggregates.MinBy(selector.Compile()), name, SelectorTrace.Of(selector))!;

    /// <summary>The record with the largest value; of equals the one that came first, as <see cref="First"/> has it. (LINQ verb)</summary>
    /// <inheritdoc cref="MinBy" path="/param"/>
    public WindowResultStream<T, TKey, T> MaxBy<TValue>(Expression<Func<T, TValue>> selector, string? name = null)
        where TValue : IComparable<TValue> => Aggregate("max by", Aggregates.MaxBy(selector.Compile()), name, SelectorTrace.Of(selector))!;

    /// <summary>The record that came first. (LINQ verb)</summary>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    /// <remarks>
    /// Windows that share slices of time have those in the order of time, and sessions that were merged likewise; within a slice or
    /// a session records are as they came. By a time in the records: <see cref="MinBy"/>.
    /// </remarks>
    public WindowResultStream<T, TKey, T> First(string? name = null) => Aggregate("first", Aggregates.First<T>(), name)!;

    /// <summary>The record that came last, in the order of <see cref="First"/>. (LINQ verb)</summary>
    /// <inheritdoc cref="First" path="/param"/>
    public WindowResultStream<T, TKey, T> Last(string? name = null) => Aggregate("last", Aggregates.Last<T>(), name)!;

    /// <summary>All records, in the order of <see cref="First"/>. (Function verb)</summary>
    /// <inheritdoc cref="First" path="/param"/>
    /// <remarks>Keeps every record, and copies them for each result.</remarks>
    public WindowResultStream<T, TKey, ImmutableArray<T>> Collect(string? name = null) => Aggregate("collect", Aggregates.Collect<T>(), name);

    /// <summary>The records with the largest values, the largest first; of equals the one that came first, as <see cref="First"/> has it. (Function verb)</summary>
    /// <param name="count">How many at the most; one or more. It may be another after a restart.</param>
    /// <param name="by">From a record to the value; called again for records that are kept.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    /// <exception cref="StreamProcessingException">The count is not possible.</exception>
    public WindowResultStream<T, TKey, ImmutableArray<T>> Top<TValue>(int count, Func<T, TValue> by, string? name = null)
        where TValue : IComparable<TValue> => Aggregate("top", Aggregates.Top(count, by), name);

    /// <summary>Counts the different values exactly, by keeping them. A null is a value. (Function verb)</summary>
    /// <param name="selector">From a record to the value, of a type that could be a key: equal values are equal in every process.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    /// <exception cref="StreamProcessingException">The type of the values has no such equality.</exception>
    public WindowResultStream<T, TKey, long> CountDistinct<TValue>(Func<T, TValue> selector, string? name = null) =>
        Aggregate("count distinct", Aggregates.CountDistinct(selector), name);

    /// <summary>Counts the different values approximately, in 16 KiB or less for an error of 1 %. A null is a value. (Function verb)</summary>
    /// <param name="selector">From a record to the value, of a type that could be a key.</param>
    /// <param name="error">The highest relative standard error, from 0.0021 to 0.26. It may be another after a restart.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    /// <remarks><see cref="Aggregates.CountDistinctApproximately"/></remarks>
    /// <exception cref="StreamProcessingException">The type of the values has no stable hash, or the error is not possible.</exception>
    public WindowResultStream<T, TKey, long> CountDistinctApproximately<TValue>(Func<T, TValue> selector, double error = 0.01, string? name = null) =>
        Aggregate("count distinct approximately", Aggregates.CountDistinctApproximately(selector, error), name);

    /// <summary>The mean of the squared deviations from the mean, in double precision. (Function verb)</summary>
    /// <param name="selector">From a record to the number.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    /// <remarks><see cref="Aggregates.Variance"/></remarks>
    public WindowResultStream<T, TKey, double> Variance<TNumber>(Func<T, TNumber> selector, string? name = null)
        where TNumber : struct, INumber<TNumber> => Aggregate("variance", Aggregates.Variance(selector), name);

    /// <summary>The variance of all by that of the records as a sample, divided by one less than their number; not a number for one record. (Function verb)</summary>
    /// <inheritdoc cref="Variance" path="/*[not(self::summary)]"/>
    public WindowResultStream<T, TKey, double> SampleVariance<TNumber>(Func<T, TNumber> selector, string? name = null)
        where TNumber : struct, INumber<TNumber> => Aggregate("sample variance", Aggregates.SampleVariance(selector), name);

    /// <summary>The root of <see cref="Variance"/>. (Function verb)</summary>
    /// <inheritdoc cref="Variance" path="/*[not(self::summary)]"/>
    public WindowResultStream<T, TKey, double> StandardDeviation<TNumber>(Func<T, TNumber> selector, string? name = null)
        where TNumber : struct, INumber<TNumber> => Aggregate("standard deviation", Aggregates.StandardDeviation(selector), name);

    /// <summary>The root of <see cref="SampleVariance"/>; not a number for one record. (Function verb)</summary>
    /// <inheritdoc cref="Variance" path="/*[not(self::summary)]"/>
    public WindowResultStream<T, TKey, double> SampleStandardDeviation<TNumber>(Func<T, TNumber> selector, string? name = null)
        where TNumber : struct, INumber<TNumber> => Aggregate("sample standard deviation", Aggregates.SampleStandardDeviation(selector), name);

    /// <summary>Quantiles of a number of each record, each off by a relative error at the most. (Function verb)</summary>
    /// <param name="selector">From a record to the number.</param>
    /// <param name="quantiles">From 0 (the smallest, exact) to 1 (the largest, exact); the results are in their order.</param>
    /// <param name="error">The highest relative error, from 0.001 to 0.5. It may be another after a restart.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    /// <remarks><see cref="Aggregates.Quantiles"/></remarks>
    /// <exception cref="StreamProcessingException">A quantile or the error is not possible.</exception>
    public WindowResultStream<T, TKey, ImmutableArray<double>> Quantiles<TNumber>(
        Func<T, TNumber> selector, IReadOnlyList<double> quantiles, double error = 0.01, string? name = null)
        where TNumber : struct, INumber<TNumber> => Aggregate("quantiles", Aggregates.Quantiles(selector, quantiles, error), name);
}
