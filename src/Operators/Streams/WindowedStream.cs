using System.Linq.Expressions;
using System.Numerics;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc;

/// <summary>A keyed stream in windows, which an aggregate turns into one result for each key and window.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <remarks>
/// <see cref="Count"/>, <see cref="Min"/>, <see cref="Max"/> and sums of integers are aggregated in every subtask before
/// the shuffle, which then moves one partial result for each key and window in place of the records. The results and
/// the number of late records are the same. It is not done with windows of processing time, with an allowed lateness,
/// where the late records are used, and for as long as keys hardly repeat. (Flink's local aggregation; a combiner elsewhere.)
/// </remarks>
public sealed class WindowedStream<T, TKey>
    where TKey : notnull
{
    private readonly Func<TimeSpan, WindowDeclaration<T, TKey>> _declare;
    private readonly WindowDeclaration<T, TKey> _declaration;

    private WindowedStream(Func<TimeSpan, WindowDeclaration<T, TKey>> declare, TimeSpan lateness) => (_declare, _declaration) = (declare, declare(lateness));

    internal static WindowedStream<T, TKey> Of(KeyedStream<T, TKey> stream, AlignedWindows windows) =>
        new(lateness => new AlignedWindowDeclaration<T, TKey>(stream, new WindowOptions(windows, Milliseconds(lateness))), TimeSpan.Zero);

    internal static WindowedStream<T, TKey> Of(KeyedStream<T, TKey> stream, SessionWindows windows) =>
        new(lateness => new SessionDeclaration<T, TKey>(stream, windows, _ => windows.GapMs, Milliseconds(lateness)), TimeSpan.Zero);

    internal static WindowedStream<T, TKey> Of(KeyedStream<T, TKey> stream, SessionWindows<T> windows) =>
        new(lateness => new SessionDeclaration<T, TKey>(stream, windows, windows.GapOf, Milliseconds(lateness)), TimeSpan.Zero);

    /// <summary>
    /// Keeps a window for some time after it has fired; a record that comes within it emits the new result at once.
    /// </summary>
    /// <param name="lateness">Zero or more, in event time. Zero unless set.</param>
    public WindowedStream<T, TKey> AllowedLateness(TimeSpan lateness)
    {
        if (lateness < TimeSpan.Zero || (lateness > TimeSpan.Zero && _declaration.Windows.Time == TimeDomain.ProcessingTime))
        {
            throw new StreamProcessingException($"An allowed lateness of {lateness} is not possible: it must be zero or more, and zero for windows of processing time.");
        }

        return new(_declare, lateness);
    }

    /// <summary>Counts the records. (LINQ verb)</summary>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public WindowResultStream<T, TKey, long> Count(string? name = null) =>
        _declaration.AddCombined<byte, long, long, long, CountAggregate>("count", name, default, Selection<T, byte>.Nothing());

    /// <summary>
    /// Adds up a number of each record; an integer that overflows fails the job. Whether one overflows on the way to a
    /// sum that fits depends on the order in which the records come. (LINQ verb)
    /// </summary>
    /// <param name="selector">From a record to the number.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public WindowResultStream<T, TKey, TNumber> Sum<TNumber>(Expression<Func<T, TNumber>> selector, string? name = null)
        where TNumber : struct, INumber<TNumber> =>
        IsInteger(typeof(TNumber))
            ? _declaration.AddCombined<TNumber, TNumber, TNumber, CountedPart<TNumber>, SumAggregate<TNumber>>("sum", name, default, Selection<T, TNumber>.Of(selector))
            : _declaration.Add<TNumber, TNumber, TNumber, SumAggregate<TNumber>>("sum", name, default, Selection<T, TNumber>.Of(selector));

    /// <summary>The smallest of a value of each record. (LINQ verb)</summary>
    /// <inheritdoc cref="Sum" path="/param"/>
    public WindowResultStream<T, TKey, TValue> Min<TValue>(Expression<Func<T, TValue>> selector, string? name = null)
        where TValue : IComparable<TValue> =>
        _declaration.AddCombined<TValue, TValue, TValue, CountedPart<TValue>, MinAggregate<TValue>>("min", name, default, Selection<T, TValue>.Of(selector));

    /// <summary>The largest of a value of each record. (LINQ verb)</summary>
    /// <inheritdoc cref="Sum" path="/param"/>
    public WindowResultStream<T, TKey, TValue> Max<TValue>(Expression<Func<T, TValue>> selector, string? name = null)
        where TValue : IComparable<TValue> =>
        _declaration.AddCombined<TValue, TValue, TValue, CountedPart<TValue>, MaxAggregate<TValue>>("max", name, default, Selection<T, TValue>.Of(selector));

    /// <summary>The mean of a number of each record, in double precision. (LINQ verb)</summary>
    /// <inheritdoc cref="Sum" path="/param"/>
    public WindowResultStream<T, TKey, double> Average<TNumber>(Expression<Func<T, TNumber>> selector, string? name = null)
        where TNumber : struct, INumber<TNumber> =>
        _declaration.Add<TNumber, SumAndCount, double, AverageAggregate<TNumber>>("average", name, default, Selection<T, TNumber>.Of(selector));

    /// <summary>Combines the records pairwise. (Function verb)</summary>
    /// <param name="reduce">From the combination so far and the next record to the new combination.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public WindowResultStream<T, TKey, T> Reduce(Func<T, T, T> reduce, string? name = null) =>
        _declaration.Add<T, T, T, ReduceAggregate<T>>("reduce", name, new ReduceAggregate<T>(reduce), Selection<T, T>.Whole());

    /// <summary>Aggregates with an object of the user's. (Function verb)</summary>
    /// <param name="function">The aggregate.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public WindowResultStream<T, TKey, TResult> Aggregate<TAccumulator, TResult>(
        IAggregateFunction<T, TAccumulator, TResult> function, string? name = null) =>
        _declaration.Add<T, TAccumulator, TResult, FunctionAggregate<T, TAccumulator, TResult>>(
            "aggregate", name, new FunctionAggregate<T, TAccumulator, TResult>(function), Selection<T, T>.Whole());

    private static long Milliseconds(TimeSpan lateness) => (long)lateness.TotalMilliseconds;

    // Sums of fractions are rounded, and differ by the order in which they are added; of other types nothing is known.
    private static bool IsInteger(Type number) =>
        number == typeof(Int128) || number == typeof(UInt128) || number == typeof(BigInteger) ||
        (number.IsPrimitive && number != typeof(float) && number != typeof(double));
}
