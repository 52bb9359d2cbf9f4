using System.ComponentModel;
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
    private static readonly TimeSpan DefaultClockBound = TimeSpan.FromHours(1);

    private readonly Settings _settings;

    private WatermarkStrategy(Settings settings) => _settings = settings;

    /// <summary>After how long without a record a split no longer holds the others up; <see langword="null"/> for never.</summary>
    public TimeSpan? Idleness => _settings.Idleness;

    /// <summary>How far the event time of a record may lie ahead of the clock; <see langword="null"/> for any distance. One hour unless set.</summary>
    public TimeSpan? ClockBound => _settings.ClockBound;

    /// <summary>How far the event time of a record may lie ahead of all other splits; <see langword="null"/> for any distance, as unless set.</summary>
    public TimeSpan? SplitBound => _settings.SplitBound;

    /// <summary>Whether there is any event time.</summary>
    internal bool HasEventTime => _settings.HasEventTime;

    /// <summary>Records come at most <paramref name="bound"/> behind the latest one before them.</summary>
    /// <param name="bound">Zero or more. The watermark is the latest timestamp less this, less one millisecond.</param>
    public static WatermarkStrategy<T> BoundedOutOfOrderness(TimeSpan bound)
    {
        if (bound < TimeSpan.Zero || bound > Duration.Longest)
        {
            throw new StreamProcessingException($"The bound of disorder must lie between zero and {Duration.Longest.TotalDays:0} days, but is {bound}.");
        }

        var boundMs = (long)bound.TotalMilliseconds;
        return new(new Settings(() => new BoundedOutOfOrdernessGenerator<T>(boundMs)));
    }

    /// <summary>Timestamps never go down within a split.</summary>
    public static WatermarkStrategy<T> Monotonous() => BoundedOutOfOrderness(TimeSpan.Zero);

    /// <summary>Some records carry a watermark.</summary>
    /// <param name="punctuation">From a record and its timestamp to the watermark it carries, or <see langword="null"/>.</param>
    public static WatermarkStrategy<T> Punctuated(Func<T, long, long?> punctuation) =>
        new(new Settings(() => new PunctuatedGenerator<T>(punctuation)));

    /// <summary>An algorithm of your own says how far the event time of a split is.</summary>
    /// <param name="create">Creates the generator of one split; called for every split, and once when the strategy is made.</param>
    /// <exception cref="StreamProcessingException">It returns <see langword="null"/>, or the same object again.</exception>
    public static WatermarkStrategy<T> Generated(Func<WatermarkGenerator<T>> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        var former = create();
        return new(new Settings(() => new GeneratedWatermark<T>(Next())));

        WatermarkGenerator<T> Next()
        {
            var next = create();
            if (next is null || ReferenceEquals(next, Interlocked.Exchange(ref former, next)))
            {
                throw new StreamProcessingException(
                    $"The factory of a watermark generator returned {(next is null ? "null" : $"the same {next.GetType().Name} twice")}. Every split needs an object of its own: () => new …().");
            }

            return next;
        }
    }

    /// <summary>Event time is not used; event-time windows fire at the end of the input.</summary>
    public static WatermarkStrategy<T> None() => new(new Settings(() => new NoWatermarkGenerator<T>()) { HasEventTime = false });

    /// <summary>Takes the event time from the record, in milliseconds since the Unix epoch.</summary>
    /// <remarks>Without it the source's own timestamps are used, where it has any (a Kafka record's).</remarks>
    public WatermarkStrategy<T> WithTimestamps(Expression<Func<T, long>> timestamp) => new(_settings with { Timestamp = timestamp });

    /// <summary>Takes the event time from the record.</summary>
    /// <exception cref="StreamProcessingException">
    /// The expression makes a <see cref="DateTimeOffset"/> of a <see cref="DateTime"/> by the time zone of the machine.
    /// </exception>
    public WatermarkStrategy<T> WithTimestamps(Expression<Func<T, DateTimeOffset>> timestamp)
    {
        LocalTimes.Refuse(timestamp);
        var milliseconds = Expression.Call(timestamp.Body, nameof(DateTimeOffset.ToUnixTimeMilliseconds), null);
        return WithTimestamps(Expression.Lambda<Func<T, long>>(milliseconds, timestamp.Parameters));
    }

    /// <summary>Is not there: a <see cref="DateTime"/> does not say which time zone it is of.</summary>
    [Obsolete("A DateTime does not say which time zone it is of. Give a DateTimeOffset: new DateTimeOffset(r.Time, TimeSpan.Zero) where the time is UTC.", error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public WatermarkStrategy<T> WithTimestamps(Expression<Func<T, DateTime>> timestamp) => throw new NotSupportedException();

    /// <summary>Is not there: 32 bits do not hold the milliseconds since the Unix epoch.</summary>
    [Obsolete("An int does not hold the milliseconds since the Unix epoch. Give a long: r.Seconds * 1000L where the number is seconds.", error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public WatermarkStrategy<T> WithTimestamps(Expression<Func<T, int>> timestamp) => throw new NotSupportedException();

    /// <inheritdoc cref="WithTimestamps(Expression{Func{T, int}})"/>
    [Obsolete("A uint does not hold the milliseconds since the Unix epoch. Give a long: r.Seconds * 1000L where the number is seconds.", error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public WatermarkStrategy<T> WithTimestamps(Expression<Func<T, uint>> timestamp) => throw new NotSupportedException();

    /// <summary>Lets a split that has nothing for this long no longer hold the others up.</summary>
    /// <param name="timeout">Longer than zero; by the clock, while the source asks for records.</param>
    public WatermarkStrategy<T> WithIdleness(TimeSpan timeout) => timeout > TimeSpan.Zero && timeout <= Duration.Longest
        ? new(_settings with { Idleness = timeout })
        : throw new StreamProcessingException($"The time after which a split is idle must be longer than zero and at most {Duration.Longest.TotalDays:0} days, but is {timeout}.");

    /// <summary>Takes no record whose event time lies further ahead of the clock than this.</summary>
    /// <remarks>
    /// One record that is dated years ahead would take the watermark there and make all others late for ever. Such a
    /// record is a bad record: it is counted, and fails the job, is left out or goes to the stream of bad records, as the
    /// source's policy says. The bound is one hour unless set, the one that Kafka's brokers have
    /// (<c>message.timestamp.after.max.ms</c>); records of the past never meet it.
    /// </remarks>
    /// <param name="ahead">Zero or more.</param>
    public WatermarkStrategy<T> WithClockBound(TimeSpan ahead) => new(_settings with { ClockBound = Duration.Checked("bound ahead of the clock", ahead) });

    /// <summary>Takes records however far their event time lies ahead of the clock: what is planned or forecast, or a time that is no date.</summary>
    public WatermarkStrategy<T> WithoutClockBound() => new(_settings with { ClockBound = null });

    /// <summary>Takes no record whose event time lies further ahead of all other splits of its subtask than this.</summary>
    /// <remarks>
    /// For times that are no dates, where no clock tells what is too far. What is beyond is a bad record, as with
    /// <see cref="WithClockBound"/>. Which records are beyond depends on how far the other splits have been read; where
    /// there is no other split that has had a record, nothing is.
    /// </remarks>
    /// <param name="ahead">Zero or more; more than the splits drift apart.</param>
    public WatermarkStrategy<T> WithSplitBound(TimeSpan ahead) => new(_settings with { SplitBound = Duration.Checked("bound ahead of the other splits", ahead) });

    /// <summary>
    /// Lets sources of one group wait for each other: a split that is further ahead of the slowest of them than this is not read on
    /// until they have caught up, so that what is between them need not be kept downstream.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The slowest is the lowest watermark of all splits of the group that count: neither idle nor ended. What is promised: a split
    /// begins no fetch while its watermark is further ahead of the slowest than the drift. So it is ahead by the drift and what one
    /// fetch of it covers, at the most. What a subtask has said of its splits travels by the supervisor of the job, ten times a second at
    /// the most; as watermarks only go up, an older word only makes others wait longer.
    /// </para>
    /// <para>
    /// A split that never has records and is never idle holds the whole group for ever; give the group
    /// <see cref="WithIdleness"/>. Barriers, and so checkpoints, wait for nothing of this. (Flink's watermark alignment.)
    /// </para>
    /// </remarks>
    /// <param name="group">Names the group within the job.</param>
    /// <param name="maxDrift">Zero or more.</param>
    public WatermarkStrategy<T> WithAlignment(string group, TimeSpan maxDrift)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(group);
        return HasEventTime
            ? new(_settings with { Alignment = new WatermarkAlignment(group, (long)Duration.Checked("drift of aligned sources", maxDrift).TotalMilliseconds) })
            : throw new StreamProcessingException($"A source without event time (WatermarkStrategy.None) cannot be aligned with the group '{group}'. Give it another strategy.");
    }

    /// <summary>How often a generator of your own is asked by the clock (<see cref="WatermarkGenerator{T}.OnPeriodic"/>); 200 ms unless set.</summary>
    /// <param name="period">One millisecond or more.</param>
    public WatermarkStrategy<T> WithPeriod(TimeSpan period) => period >= TimeSpan.FromMilliseconds(1)
        ? new(_settings with { Period = Duration.Checked("period of a watermark generator", period) })
        : throw new StreamProcessingException($"The period of a watermark generator must be a millisecond or more, but is {period}.");

    internal WatermarkAlignment? Alignment => _settings.Alignment;

    internal TimeSpan Period => _settings.Period;

    internal SplitWatermark<T> CreateGenerator() => _settings.CreateGenerator();

    internal EventTimeRange<T> CreateRange() =>
        new(Milliseconds(ClockBound), Milliseconds(SplitBound), mustHaveTime: _settings.Timestamp is not null);

    internal ColumnLoop<T, long>? CompileTimestamps() => _settings.Timestamp is null ? null : ColumnCompiler.Compile(_settings.Timestamp);

    private static long? Milliseconds(TimeSpan? time) => time is { } t ? (long)t.TotalMilliseconds : null;

    private sealed record Settings(Func<SplitWatermark<T>> CreateGenerator)
    {
        public bool HasEventTime { get; init; } = true;

        public Expression<Func<T, long>>? Timestamp { get; init; }

        public TimeSpan? Idleness { get; init; }

        public WatermarkAlignment? Alignment { get; init; }

        public TimeSpan Period { get; init; } = TimeSpan.FromMilliseconds(200);

        public TimeSpan? ClockBound { get; init; } = DefaultClockBound;

        public TimeSpan? SplitBound { get; init; }
    }
}
