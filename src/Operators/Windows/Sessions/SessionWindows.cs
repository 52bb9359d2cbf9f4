using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc;

/// <summary>Windows of activity: a session of a key goes on for as long as its records are less than a gap apart.</summary>
/// <remarks>
/// A session begins with its first record and ends a gap behind its last one: <c>[first, last + gap)</c>. A record exactly a gap
/// behind the last one begins another session. (In Flink it belongs to the former.) Where records come out of order a session is
/// merged with another when a record between them comes.
/// </remarks>
public sealed record SessionWindows : WindowAssigner
{
    private SessionWindows(TimeDomain time, TimeSpan gap)
        : base(time) => GapMs = Milliseconds(gap, "gap");

    /// <summary>How long after its last record a session ends, in milliseconds.</summary>
    public long GapMs { get; }

    /// <summary>Sessions over the timestamps of the records; they fire when the watermark passes their end.</summary>
    /// <param name="gap">How long after its last record a session ends, at least a millisecond.</param>
    public static SessionWindows OfEventTime(TimeSpan gap) => new(TimeDomain.EventTime, gap);

    /// <summary>Sessions over the moments at which records are processed; they fire when the clock passes their end.</summary>
    /// <inheritdoc cref="OfEventTime(TimeSpan)" path="/param"/>
    public static SessionWindows OfProcessingTime(TimeSpan gap) => new(TimeDomain.ProcessingTime, gap);

    /// <summary>Sessions over the timestamps of the records, each of which keeps its session open for a gap of its own.</summary>
    /// <param name="gap">
    /// From a record to how long after it the session ends, unless another record lets it go on for longer; at least a
    /// millisecond, and whole milliseconds count.
    /// </param>
    public static SessionWindows<T> OfEventTime<T>(Func<T, TimeSpan> gap) => new(TimeDomain.EventTime, gap);

    /// <summary>Sessions over the moments at which records are processed, each of which keeps its session open for a gap of its own.</summary>
    /// <inheritdoc cref="OfEventTime{T}(Func{T, TimeSpan})" path="/param"/>
    public static SessionWindows<T> OfProcessingTime<T>(Func<T, TimeSpan> gap) => new(TimeDomain.ProcessingTime, gap);

    /// <inheritdoc/>
    public override string ToString() => $"sessions({TimeSpan.FromMilliseconds(GapMs)}, {Clock})";
}

/// <summary>Sessions with a gap for each record.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <inheritdoc cref="SessionWindows" path="/remarks"/>
public sealed record SessionWindows<T> : WindowAssigner
{
    private readonly Func<T, TimeSpan> _gap;

    internal SessionWindows(TimeDomain time, Func<T, TimeSpan> gap)
        : base(time) => _gap = gap;

    /// <summary>How long after a record its session ends, in milliseconds.</summary>
    /// <exception cref="InvalidOperationException">It does not end after the record.</exception>
    internal long GapOf(T record)
    {
        var gap = _gap(record);
        return gap >= TimeSpan.FromMilliseconds(1)
            ? gap.Ticks / TimeSpan.TicksPerMillisecond
            : throw new InvalidOperationException($"The gap of the session is {gap}; it must be at least a millisecond.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"sessions(by record, {Clock})";
}
