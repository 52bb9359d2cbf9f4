using System.Linq.Expressions;
using System.Numerics;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Plans.Selectors;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Windows;
using AkkaStreamProc.Operators.Windows.Contents;

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
public sealed partial class WindowedStream<T, TKey>
    where TKey : notnull
{
    private readonly KeyedStream<T, TKey> _stream;
    private readonly object _windows;
    private readonly IWindowAssignment<T> _assignment;

    private WindowedStream(KeyedStream<T, TKey> stream, object windows, IWindowAssignment<T> assignment) =>
        (_stream, _windows, _assignment) = (stream, windows, assignment);

    /// <summary>How the windows are aggregated that have neither a trigger nor an evictor of their own: from the allowed lateness in milliseconds.</summary>
    private Func<long, WindowDeclaration<T, TKey>>? Plain { get; init; }

    /// <summary>How they are gathered with a trigger: from the allowed lateness in milliseconds, and with what an evictor leaves.</summary>
    private Func<long, Evictor<T>?, TriggeredDeclaration<T, TKey>>? Triggered { get; init; }

    private Evictor<T>? Evictor { get; init; }

    private TimeSpan Lateness { get; init; }

    private bool HasOwnTrigger { get; init; }

    internal static WindowedStream<T, TKey> Of(KeyedStream<T, TKey> stream, AlignedWindows windows) =>
        new WindowedStream<T, TKey>(stream, windows, new AlignedAssignment<T>(windows))
        {
            Plain = latenessMs => new AlignedWindowDeclaration<T, TKey>(stream, new WindowOptions(windows, latenessMs)),
        }.AtEnd(windows.Time);

    internal static WindowedStream<T, TKey> Of(KeyedStream<T, TKey> stream, SessionWindows windows) => OfSessions(stream, windows, _ => windows.GapMs);

    internal static WindowedStream<T, TKey> Of(KeyedStream<T, TKey> stream, SessionWindows<T> windows) => OfSessions(stream, windows, windows.GapOf);

    internal static WindowedStream<T, TKey> Of(KeyedStream<T, TKey> stream, GlobalWindows windows) => new(stream, windows, new GlobalAssignment<T>());

    internal static WindowedStream<T, TKey> Of(KeyedStream<T, TKey> stream, CountWindows windows)
    {
        var whole = new WindowedStream<T, TKey>(stream, windows, new GlobalAssignment<T>());
        return windows.Size == windows.Slide
            ? whole.With(Triggers<T>.Instance.Count(windows.Size).Purging())
            : whole.Copy(whole.By(Triggers<T>.Instance.Count(windows.Slide)), default, Evictors<T>.Instance.Count(windows.Size), hasOwnTrigger: true);
    }

    /// <summary>
    /// Keeps a window for some time after it has fired; a record that comes within it emits the new result at once, unless the
    /// trigger says something else.
    /// </summary>
    /// <param name="lateness">Zero or more, in event time. Zero unless set.</param>
    public WindowedStream<T, TKey> AllowedLateness(TimeSpan lateness) =>
        lateness == TimeSpan.Zero || (lateness > TimeSpan.Zero && _assignment.Time == TimeDomain.EventTime)
            ? Copy(Triggered, lateness, Evictor, HasOwnTrigger)
            : throw new StreamProcessingException($"An allowed lateness of {lateness} is not possible: it must be zero or more, and zero for windows of processing time and for those that never end.");

    /// <summary>Says when windows fire, in place of their end.</summary>
    /// <param name="choose">Chooses one of the triggers that come with the library.</param>
    /// <remarks>
    /// Each window is gathered by itself then: overlapping ones share nothing, and nothing is aggregated before the shuffle. A trigger
    /// sees what has come to the key and window; a window is gone when the watermark (or the clock) has passed its end and the allowed
    /// lateness, whether it has fired or not.
    /// </remarks>
    public WindowedStream<T, TKey> Trigger<TState>(Func<Triggers<T>, Trigger<T, TState>> choose) => Trigger(choose(Triggers<T>.Instance));

    /// <summary>Says when windows fire, in place of their end.</summary>
    /// <param name="trigger">The trigger: one object for all subtasks.</param>
    /// <inheritdoc cref="Trigger{TState}(Func{Triggers{T}, Trigger{T, TState}})" path="/remarks"/>
    /// <exception cref="StreamProcessingException">The windows are those of so many records, which have a trigger and an evictor of their own.</exception>
    public WindowedStream<T, TKey> Trigger<TState>(Trigger<T, TState> trigger)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        RefuseForCounts("trigger");
        return With(trigger);
    }

    /// <summary>Takes records out of windows when they fire.</summary>
    /// <param name="choose">Chooses one of the evictors that come with the library.</param>
    /// <remarks>All records of each window are kept then, and its result is computed from them when it fires.</remarks>
    public WindowedStream<T, TKey> Evict(Func<Evictors<T>, Evictor<T>> choose) => Evict(choose(Evictors<T>.Instance));

    /// <summary>Takes records out of windows when they fire.</summary>
    /// <param name="evictor">The evictor: one object for all subtasks.</param>
    /// <inheritdoc cref="Evict(Func{Evictors{T}, Evictor{T}})" path="/remarks"/>
    /// <exception cref="StreamProcessingException">The windows have an evictor, or are those of so many records.</exception>
    public WindowedStream<T, TKey> Evict(Evictor<T> evictor)
    {
        ArgumentNullException.ThrowIfNull(evictor);
        RefuseForCounts("evictor");
        return Evictor is null
            ? Copy(Triggered, Lateness, evictor, HasOwnTrigger)
            : throw new StreamProcessingException($"The windows have an evictor already ({Evictor}). Write one that does what both do.");
    }

    /// <summary>Runs a function on all records of each window. (Function verb)</summary>
    /// <param name="create">
    /// Creates the function; called for every subtask in every attempt, and twice when the job is declared. It returns
    /// another object with every call.
    /// </param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    /// <exception cref="StreamProcessingException">The factory returns an object twice, a method of the function is asynchronous, or the windows need a trigger.</exception>
    public WindowFunctionStream<T, TOut> Process<TOut>(Func<WindowFunction<TKey, T, TOut>> create, string? name = null) => Process("process", create, name);

    /// <inheritdoc cref="Process{TOut}(Func{WindowFunction{TKey, T, TOut}}, string?)"/>
    /// <param name="kind">What it does, for plans and the fingerprint.</param>
    /// <param name="create">Creates the function.</param>
    /// <param name="name">The user's name for it, if any.</param>
    internal WindowFunctionStream<T, TOut> Process<TOut>(string kind, Func<WindowFunction<TKey, T, TOut>> create, string? name) =>
        ByTrigger(name).AddFunction(kind, create, name);

    /// <summary>Counts the records. (LINQ verb)</summary>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public WindowResultStream<T, TKey, long> Count(string? name = null) =>
        Declaration(name).AddCombined<byte, long, long, long, CountAggregate>("count", name, default, Selection<T, byte>.Nothing());

    /// <summary>
    /// Adds up a number of each record; an integer that overflows fails the job. Whether one overflows on the way to a
    /// sum that fits depends on the order in which the records come. (LINQ verb)
    /// </summary>
    /// <param name="selector">From a record to the number.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public WindowResultStream<T, TKey, TNumber> Sum<TNumber>(Expression<Func<T, TNumber>> selector, string? name = null)
        where TNumber : struct, INumber<TNumber> =>
        IsInteger(typeof(TNumber))
            ? Declaration(name).AddCombined<TNumber, TNumber, TNumber, CountedPart<TNumber>, SumAggregate<TNumber>>("sum", name, default, Selection<T, TNumber>.Of(selector))
            : Declaration(name).Add<TNumber, TNumber, TNumber, SumAggregate<TNumber>>("sum", name, default, Selection<T, TNumber>.Of(selector));

    /// <summary>The smallest of a value of each record. (LINQ verb)</summary>
    /// <inheritdoc cref="Sum" path="/param"/>
    public WindowResultStream<T, TKey, TValue> Min<TValue>(Expression<Func<T, TValue>> selector, string? name = null)
        where TValue : IComparable<TValue> =>
        Declaration(name).AddCombined<TValue, TValue, TValue, CountedPart<TValue>, MinAggregate<TValue>>("min", name, default, Selection<T, TValue>.Of(selector));

    /// <summary>The largest of a value of each record. (LINQ verb)</summary>
    /// <inheritdoc cref="Sum" path="/param"/>
    public WindowResultStream<T, TKey, TValue> Max<TValue>(Expression<Func<T, TValue>> selector, string? name = null)
        where TValue : IComparable<TValue> =>
        Declaration(name).AddCombined<TValue, TValue, TValue, CountedPart<TValue>, MaxAggregate<TValue>>("max", name, default, Selection<T, TValue>.Of(selector));

    /// <summary>The mean of a number of each record, in double precision. (LINQ verb)</summary>
    /// <inheritdoc cref="Sum" path="/param"/>
    public WindowResultStream<T, TKey, double> Average<TNumber>(Expression<Func<T, TNumber>> selector, string? name = null)
        where TNumber : struct, INumber<TNumber> =>
        Declaration(name).Add<TNumber, SumAndCount, double, AverageAggregate<TNumber>>("average", name, default, Selection<T, TNumber>.Of(selector));

    /// <summary>Combines the records pairwise. (Function verb)</summary>
    /// <param name="reduce">From the combination so far and the next record to the new combination.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public WindowResultStream<T, TKey, T> Reduce(Func<T, T, T> reduce, string? name = null) =>
        Declaration(name).Add<T, T, T, ReduceAggregate<T>>("reduce", name, new ReduceAggregate<T>(reduce), Selection<T, T>.Whole());

    /// <summary>Aggregates with an object of the user's. (Function verb)</summary>
    /// <param name="function">The aggregate.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public WindowResultStream<T, TKey, TResult> Aggregate<TAccumulator, TResult>(
        IAggregateFunction<T, TAccumulator, TResult> function, string? name = null) => Aggregate("aggregate", function, name);

    private WindowResultStream<T, TKey, TResult> Aggregate<TAccumulator, TResult>(
        string kind, IAggregateFunction<T, TAccumulator, TResult> function, string? name, string? trace = null) =>
        Declaration(name).Add<T, TAccumulator, TResult, FunctionAggregate<T, TAccumulator, TResult>>(
            kind, name, new FunctionAggregate<T, TAccumulator, TResult>(function), Selection<T, T>.Whole(trace ?? SelectorTrace.OfAggregate(function)));

    private static WindowedStream<T, TKey> OfSessions(KeyedStream<T, TKey> stream, WindowAssigner windows, Func<T, long> gapOf) =>
        new WindowedStream<T, TKey>(stream, windows, new SessionAssignment<T>(windows.Time, gapOf))
        {
            Plain = latenessMs => new SessionDeclaration<T, TKey>(stream, windows, gapOf, latenessMs),
        }.AtEnd(windows.Time);

    private WindowedStream<T, TKey> AtEnd(TimeDomain time) => time == TimeDomain.EventTime
        ? Copy(By(Triggers<T>.Instance.AtWatermark()), Lateness, Evictor, hasOwnTrigger: false)
        : Copy(By(Triggers<T>.Instance.AtClock()), Lateness, Evictor, hasOwnTrigger: false);

    private WindowedStream<T, TKey> With<TState>(Trigger<T, TState> trigger) => Copy(By(trigger), Lateness, Evictor, hasOwnTrigger: true);

    private Func<long, Evictor<T>?, TriggeredDeclaration<T, TKey>> By<TState>(Trigger<T, TState> trigger) =>
        (latenessMs, evictor) => new TriggeredDeclaration<T, TKey, TState>(_stream, _windows, _assignment, latenessMs, trigger, evictor);

    private WindowedStream<T, TKey> Copy(
        Func<long, Evictor<T>?, TriggeredDeclaration<T, TKey>>? triggered, TimeSpan lateness, Evictor<T>? evictor, bool hasOwnTrigger) =>
        new(_stream, _windows, _assignment) { Plain = Plain, Triggered = triggered, Lateness = lateness, Evictor = evictor, HasOwnTrigger = hasOwnTrigger };

    private void RefuseForCounts(string what)
    {
        if (_windows is CountWindows)
        {
            throw new StreamProcessingException(
                $"The windows {_windows} have a trigger and an evictor of their own, which another {what} would replace. Take GlobalWindows and say when they fire: .Trigger(t => t.Count(100).WithTimeout(…).Purging()).");
        }
    }

    private WindowDeclaration<T, TKey> Declaration(string? name) =>
        Plain is not null && !HasOwnTrigger && Evictor is null ? Plain(LatenessMs) : ByTrigger(name);

    private TriggeredDeclaration<T, TKey> ByTrigger(string? name) => Triggered is not null
        ? Triggered(LatenessMs, Evictor)
        : throw new StreamProcessingException(
            $"The windows of '{name ?? "window"}' never end, and have no trigger, so they would never emit anything. Give them one: .Trigger(t => t.Count(100)).");

    private long LatenessMs => (long)Lateness.TotalMilliseconds;

    // Sums of fractions are rounded, and differ by the order in which they are added; of other types nothing is known.
    private static bool IsInteger(Type number) =>
        number == typeof(Int128) || number == typeof(UInt128) || number == typeof(BigInteger) ||
        (number.IsPrimitive && number != typeof(float) && number != typeof(double));
}
