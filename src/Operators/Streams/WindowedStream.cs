using System.Linq.Expressions;
using System.Numerics;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Graph;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Operators.Streams;

/// <summary>A keyed stream in windows, which an aggregate turns into one result for each key and window.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <typeparam name="TKey">The type of the key.</typeparam>
public sealed class WindowedStream<T, TKey>
    where TKey : notnull
{
    private readonly KeyedStream<T, TKey> _stream;
    private readonly TumblingWindows _windows;
    private readonly TimeSpan _allowedLateness;

    internal WindowedStream(KeyedStream<T, TKey> stream, TumblingWindows windows, TimeSpan allowedLateness)
    {
        _stream = stream;
        _windows = windows;
        _allowedLateness = allowedLateness;
    }

    /// <summary>
    /// Keeps a window for some time after it has fired; a record that comes within it emits the new result at once.
    /// </summary>
    /// <param name="lateness">Zero or more, in event time. Zero unless set.</param>
    public WindowedStream<T, TKey> AllowedLateness(TimeSpan lateness)
    {
        if (lateness < TimeSpan.Zero || (lateness > TimeSpan.Zero && _windows.Time == TimeDomain.ProcessingTime))
        {
            throw new StreamProcessingException($"An allowed lateness of {lateness} is not possible: it must be zero or more, and zero for windows of processing time.");
        }

        return new(_stream, _windows, lateness);
    }

    /// <summary>Counts the records. (LINQ verb)</summary>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public WindowResultStream<T, TKey, long> Count(string? name = null) =>
        Aggregated<byte, long, long, CountAggregate>("count", default, new Lazy<ColumnLoop<T, byte>?>(() => null), false, name);

    /// <summary>Adds up a number of each record; an integer that overflows fails the job. (LINQ verb)</summary>
    /// <param name="selector">From a record to the number.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public WindowResultStream<T, TKey, TNumber> Sum<TNumber>(Expression<Func<T, TNumber>> selector, string? name = null)
        where TNumber : struct, INumber<TNumber> =>
        OfColumn<TNumber, TNumber, TNumber, SumAggregate<TNumber>>("sum", default, selector, name);

    /// <summary>The smallest of a value of each record. (LINQ verb)</summary>
    /// <inheritdoc cref="Sum" path="/param"/>
    public WindowResultStream<T, TKey, TValue> Min<TValue>(Expression<Func<T, TValue>> selector, string? name = null)
        where TValue : IComparable<TValue> =>
        OfColumn<TValue, TValue, TValue, MinAggregate<TValue>>("min", default, selector, name);

    /// <summary>The largest of a value of each record. (LINQ verb)</summary>
    /// <inheritdoc cref="Sum" path="/param"/>
    public WindowResultStream<T, TKey, TValue> Max<TValue>(Expression<Func<T, TValue>> selector, string? name = null)
        where TValue : IComparable<TValue> =>
        OfColumn<TValue, TValue, TValue, MaxAggregate<TValue>>("max", default, selector, name);

    /// <summary>The mean of a number of each record, in double precision. (LINQ verb)</summary>
    /// <inheritdoc cref="Sum" path="/param"/>
    public WindowResultStream<T, TKey, double> Average<TNumber>(Expression<Func<T, TNumber>> selector, string? name = null)
        where TNumber : struct, INumber<TNumber> =>
        OfColumn<TNumber, SumAndCount, double, AverageAggregate<TNumber>>("average", default, selector, name);

    /// <summary>Combines the records pairwise. (Function verb)</summary>
    /// <param name="reduce">From the combination so far and the next record to the new combination.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public WindowResultStream<T, TKey, T> Reduce(Func<T, T, T> reduce, string? name = null) =>
        OfRecords<T, T, ReduceAggregate<T>>("reduce", new ReduceAggregate<T>(reduce), name);

    /// <summary>Aggregates with an object of the user's. (Function verb)</summary>
    /// <param name="function">The aggregate.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public WindowResultStream<T, TKey, TResult> Aggregate<TAccumulator, TResult>(
        IAggregateFunction<T, TAccumulator, TResult> function, string? name = null) =>
        OfRecords<TAccumulator, TResult, FunctionAggregate<T, TAccumulator, TResult>>(
            "aggregate", new FunctionAggregate<T, TAccumulator, TResult>(function), name);

    private WindowResultStream<T, TKey, TResult> OfColumn<TIn, TAccumulator, TResult, TAggregate>(
        string kind, TAggregate aggregate, Expression<Func<T, TIn>> selector, string? name)
        where TAggregate : struct, IAggregate<TIn, TAccumulator, TResult> =>
        Aggregated<TIn, TAccumulator, TResult, TAggregate>(
            kind, aggregate, new Lazy<ColumnLoop<T, TIn>?>(() => ColumnCompiler.Compile(selector)), false, name);

    private WindowResultStream<T, TKey, TResult> OfRecords<TAccumulator, TResult, TAggregate>(string kind, TAggregate aggregate, string? name)
        where TAggregate : struct, IAggregate<T, TAccumulator, TResult> =>
        Aggregated<T, TAccumulator, TResult, TAggregate>(kind, aggregate, new Lazy<ColumnLoop<T, T>?>(() => null), true, name);

    private WindowResultStream<T, TKey, TResult> Aggregated<TIn, TAccumulator, TResult, TAggregate>(
        string kind, TAggregate aggregate, Lazy<ColumnLoop<T, TIn>?> inputLoop, bool takesRecords, string? name)
        where TAggregate : struct, IAggregate<TIn, TAccumulator, TResult>
    {
        var options = new WindowOptions(_windows, (long)_allowedLateness.TotalMilliseconds);
        var lateness = _allowedLateness > TimeSpan.Zero ? $", {_allowedLateness} late" : "";
        var node = new KeyedNode(
            _stream.Job.NextId,
            $"{kind} in {_windows}{lateness}",
            name ?? "window",
            name is not null,
            typeof(WindowResult<TKey, TResult>),
            [StateDescription.Of("panes", $"{typeof(TAccumulator)} by window and {typeof(TKey)}")],
            PointsOf(options),
            context => new TumblingWindowOperator<T, TKey, TIn, TAccumulator, TResult, WindowResult<TKey, TResult>, TAggregate>(
                context,
                options,
                aggregate,
                _stream.Partitioning.KeyLoop,
                takesRecords ? null : new Column<T, TIn>(inputLoop.Value),
                static (key, window, result) => new WindowResult<TKey, TResult>(key, window, result)));
        _stream.Add<WindowResult<TKey, TResult>>(node);
        return new WindowResultStream<T, TKey, TResult>(_stream.Job, node);
    }

    /// <summary>A window fires when the watermark reaches its last millisecond, and closes the allowed lateness after that.</summary>
    private static (long Period, long Phase)[] PointsOf(WindowOptions options) =>
        options.Windows.Time == TimeDomain.ProcessingTime
            ? []
            :
            [
                (options.Windows.SizeMs, options.Windows.OffsetMs - 1),
                (options.Windows.SizeMs, options.Windows.OffsetMs - 1 + options.AllowedLatenessMs),
            ];
}
