using System.Linq.Expressions;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc;

/// <summary>How a source finds the event time of its records, and what it promises about the order they come in.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// <para>
/// Watermarks are generated for each split by itself; the source's watermark is the lowest among its splits that are not
/// idle. So disorder <em>between</em> Kafka partitions needs no bound, only disorder within one.
/// </para>
/// <para>Immutable; every method returns a new strategy. (The notions are Flink's.)</para>
/// </remarks>
public sealed class WatermarkStrategy<T>
{
    private readonly Func<WatermarkGenerator<T>> _createGenerator;
    private readonly Expression<Func<T, long>>? _timestamp;

    private WatermarkStrategy(Func<WatermarkGenerator<T>> createGenerator, Expression<Func<T, long>>? timestamp, TimeSpan? idleness)
    {
        _createGenerator = createGenerator;
        _timestamp = timestamp;
        Idleness = idleness;
    }

    /// <summary>After how long without a record a split no longer holds the others up; <see langword="null"/> for never.</summary>
    public TimeSpan? Idleness { get; }

    /// <summary>Records come at most <paramref name="bound"/> behind the latest one before them.</summary>
    /// <param name="bound">Zero or more. The watermark is the latest timestamp less this, less one millisecond.</param>
    public static WatermarkStrategy<T> BoundedOutOfOrderness(TimeSpan bound)
    {
        if (bound < TimeSpan.Zero)
        {
            throw new StreamProcessingException($"The bound of disorder cannot be negative, but is {bound}.");
        }

        var boundMs = (long)bound.TotalMilliseconds;
        return new(() => new BoundedOutOfOrdernessGenerator<T>(boundMs), null, null);
    }

    /// <summary>Timestamps never go down within a split.</summary>
    public static WatermarkStrategy<T> Monotonous() => BoundedOutOfOrderness(TimeSpan.Zero);

    /// <summary>Some records carry a watermark.</summary>
    /// <param name="punctuation">From a record and its timestamp to the watermark it carries, or <see langword="null"/>.</param>
    public static WatermarkStrategy<T> Punctuated(Func<T, long, long?> punctuation) =>
        new(() => new PunctuatedGenerator<T>(punctuation), null, null);

    /// <summary>Event time is not used; event-time windows fire at the end of the input.</summary>
    public static WatermarkStrategy<T> None() => new(() => new NoWatermarkGenerator<T>(), null, null);

    /// <summary>Takes the event time from the record, in milliseconds since the Unix epoch.</summary>
    /// <remarks>Without it the source's own timestamps are used, where it has any (a Kafka record's).</remarks>
    public WatermarkStrategy<T> WithTimestamps(Expression<Func<T, long>> timestamp) => new(_createGenerator, timestamp, Idleness);

    /// <summary>Takes the event time from the record.</summary>
    public WatermarkStrategy<T> WithTimestamps(Expression<Func<T, DateTimeOffset>> timestamp)
    {
        var milliseconds = Expression.Call(timestamp.Body, nameof(DateTimeOffset.ToUnixTimeMilliseconds), null);
        return WithTimestamps(Expression.Lambda<Func<T, long>>(milliseconds, timestamp.Parameters));
    }

    /// <summary>Lets a split that has nothing for this long no longer hold the others up.</summary>
    public WatermarkStrategy<T> WithIdleness(TimeSpan timeout) => new(_createGenerator, _timestamp, timeout);

    internal WatermarkGenerator<T> CreateGenerator() => _createGenerator();

    internal ColumnLoop<T, long>? CompileTimestamps() => _timestamp is null ? null : ColumnCompiler.Compile(_timestamp);
}
