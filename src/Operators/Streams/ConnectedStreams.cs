using System.Linq.Expressions;
using AkkaStreamProc.Operators.Changelogs;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Joins;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc;

/// <summary>Two streams with the same keys: records of both with one key meet in the same subtask.</summary>
/// <typeparam name="TFirst">The type of the records of the first stream.</typeparam>
/// <typeparam name="TSecond">The type of the records of the second stream.</typeparam>
/// <typeparam name="TKey">The type of the key.</typeparam>
public sealed class ConnectedStreams<TFirst, TSecond, TKey>
    where TKey : notnull
{
    private readonly KeyedStream<TFirst, TKey> _first;
    private readonly KeyedStream<TSecond, TKey> _second;

    // What turns records into those of both, for all verbs.
    private OperatorStream<TFirst, Either<TFirst, TSecond>>? _asFirst;
    private OperatorStream<TSecond, Either<TFirst, TSecond>>? _asSecond;

    private readonly Lazy<HashPartitioning<Either<TFirst, TSecond>, TKey>> _partitioning;

    internal ConnectedStreams(KeyedStream<TFirst, TKey> first, KeyedStream<TSecond, TKey> second)
    {
        (_first, _second) = (first, second);
        _partitioning = new(() => new HashPartitioning<Either<TFirst, TSecond>, TKey>(KeyOfEither()));
    }

    /// <summary>Runs a function with state and timers on the records of both streams. (Function verb)</summary>
    /// <param name="create">
    /// Creates the function; called for every subtask in every attempt, and twice when the job is declared. It returns
    /// another object with every call.
    /// </param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    /// <returns>The results; what failed is a record of either stream.</returns>
    /// <exception cref="StreamProcessingException">The factory returns an object twice, or a method of the function is asynchronous.</exception>
    public OperatorStream<Either<TFirst, TSecond>, TOut> Process<TOut>(Func<CoProcessFunction<TKey, TFirst, TSecond, TOut>> create, string? name = null)
    {
        var declaration = FunctionDeclaration.Of(
            "co-process",
            name,
            create,
            function => new ConnectedFunction<TKey, TFirst, TSecond, TOut>(function),
            Keys);
        Add(declaration);
        return new OperatorStream<Either<TFirst, TSecond>, TOut>(_first.Job, declaration);
    }

    /// <summary>Joins records whose event times are an interval apart: from <c>first + lower</c> to <c>first + upper</c>, both included.</summary>
    /// <param name="lower">From the time of a record of the first stream to that of the earliest one of the second; negative where that is before it.</param>
    /// <param name="upper">From the time of a record of the first stream to that of the latest one of the second, not before <paramref name="lower"/>.</param>
    /// <exception cref="StreamProcessingException">The interval is empty, or its bounds are no whole milliseconds.</exception>
    public IntervalJoin<TFirst, TSecond, TKey> Within(TimeSpan lower, TimeSpan upper)
    {
        return Duration.WholeMilliseconds(lower) is { } from && Duration.WholeMilliseconds(upper) is { } to && from <= to
            ? new IntervalJoin<TFirst, TSecond, TKey>(this, from, to)
            : throw new StreamProcessingException($"Records cannot be joined from {lower} to {upper} apart: the second must not be less than the first, and both must be whole milliseconds.");
    }

    /// <summary>Joins each record of the first stream with the version of the second that holds at its event time.</summary>
    /// <param name="retention">For how long a version holds where no other follows.</param>
    /// <param name="isRemoval">Whether a record of the second stream says that there is no version from its time on; none does unless given.</param>
    public AsOfJoin<TFirst, TSecond, TKey> AsOf(Retention retention, Func<TSecond, bool>? isRemoval = null)
    {
        ArgumentNullException.ThrowIfNull(retention);
        return new AsOfJoin<TFirst, TSecond, TKey>(this, retention, isRemoval);
    }

    /// <summary>Joins each record of the first stream, as it comes, with the last row of the second that has come with its key: with a table.</summary>
    /// <param name="ttl">How long a row is kept; <see cref="Ttl.Never"/> says that all keys that ever come are.</param>
    /// <param name="isRemoval">Whether a record of the second stream says that there is no row any more; none does unless given.</param>
    /// <remarks>
    /// The table is loaded first: the sources of the first stream read nothing before those of the second have come to what was their
    /// end, and that stands in a checkpoint. From then on both are read as they come.
    /// </remarks>
    public LatestJoin<TFirst, TSecond, TKey> Latest(Ttl ttl, Func<TSecond, bool>? isRemoval = null)
    {
        ArgumentNullException.ThrowIfNull(ttl);
        return new LatestJoin<TFirst, TSecond, TKey>(this, ttl, isRemoval);
    }

    /// <summary>Gathers the records of both streams into windows, to be joined (<see cref="WindowJoins"/>) or computed with otherwise.</summary>
    /// <param name="windows"><see cref="TumblingWindows"/>, <see cref="SlidingWindows"/>, <see cref="CumulatingWindows"/> or <see cref="CalendarWindows"/>.</param>
    public WindowedStream<Either<TFirst, TSecond>, TKey> Window(AlignedWindows windows) => Union().Window(windows);

    /// <summary>Gathers the records of both streams into sessions.</summary>
    /// <inheritdoc cref="Window(AlignedWindows)" path="/summary"/>
    public WindowedStream<Either<TFirst, TSecond>, TKey> Window(SessionWindows windows) => Union().Window(windows);

    /// <summary>Gathers all records of both streams; to be given a trigger.</summary>
    public WindowedStream<Either<TFirst, TSecond>, TKey> Window(GlobalWindows windows) => Union().Window(windows);

    /// <summary>Adds a join.</summary>
    /// <param name="kind">What it does, for plans and the fingerprint.</param>
    /// <param name="create">Creates the function, from the name of the operator.</param>
    /// <param name="name">The user's name for it, if any.</param>
    internal JoinStream<TFirst, TSecond, TOut> Join<TOut>(string kind, Func<string, TimedJoin<TKey, TFirst, TSecond, TOut>> create, string? name)
    {
        var declaration = FunctionDeclaration.Of(
            kind, "join", name, create, Keys);
        Add(declaration);
        return new JoinStream<TFirst, TSecond, TOut>(
            _first.Job, declaration, TimedJoin<TKey, TFirst, TSecond, TOut>.LateFirst, TimedJoin<TKey, TFirst, TSecond, TOut>.LateSecond);
    }

    /// <summary>Adds a join with the second stream as a table, which is loaded first.</summary>
    /// <param name="kind">What it does, for plans and the fingerprint.</param>
    /// <param name="create">Creates the function.</param>
    /// <param name="name">The user's name for it, if any.</param>
    internal OperatorStream<Either<TFirst, TSecond>, TOut> JoinTable<TOut>(string kind, Func<CoProcessFunction<TKey, TFirst, TSecond, TOut>> create, string? name)
    {
        var declaration = FunctionDeclaration.Of(
            kind, "join", name, ProcessFunction<TKey, Either<TFirst, TSecond>, TOut> (_) => new ConnectedFunction<TKey, TFirst, TSecond, TOut>(create()), Keys);
        _first.Job.Add(declaration, First().To(_partitioning.Value), Second().To(_partitioning.Value) with { IsTable = true });
        return new OperatorStream<Either<TFirst, TSecond>, TOut>(_first.Job, declaration);
    }

    /// <summary>Adds a function of rows that change.</summary>
    /// <param name="kind">What it does, for plans and the fingerprint.</param>
    /// <param name="defaultName">Its name, unless the user gives one.</param>
    /// <param name="name">The user's name for it, if any.</param>
    /// <param name="ttl">How long it keeps rows.</param>
    /// <param name="create">Creates the function.</param>
    /// <param name="changes">What it does to its results later.</param>
    internal OperatorDeclaration Add<TRowKey, TRow>(
        string kind, string defaultName, string? name, Ttl ttl, Func<ChangeFunction<TKey, Either<TFirst, TSecond>, TRowKey, TRow>> create, ResultChanges changes)
        where TRowKey : notnull
    {
        var declaration = FunctionDeclaration.OfRows(
            kind, defaultName, name, create, Keys, takesChanges: true, changes, ttl);
        Add(declaration);
        return declaration;
    }

    private Lazy<ColumnLoop<Either<TFirst, TSecond>, TKey>> Keys => new(() => _partitioning.Value.KeyLoop);

    private void Add(OperatorDeclaration declaration) =>
        _first.Job.Add(declaration, First().To(_partitioning.Value), Second().To(_partitioning.Value));

    private KeyedStream<Either<TFirst, TSecond>, TKey> Union() => new(_first.Job, () => [First(), Second()], KeyOfEither());

    private OperatorStream<TFirst, Either<TFirst, TSecond>> First() => _asFirst ??= _first.Use().Then<Either<TFirst, TSecond>>(
        "first", StageKind.Select, (Expression<Func<TFirst, Either<TFirst, TSecond>>>)(r => Either<TFirst, TSecond>.OfFirst(r)), null);

    private OperatorStream<TSecond, Either<TFirst, TSecond>> Second() => _asSecond ??= _second.Use().Then<Either<TFirst, TSecond>>(
        "second", StageKind.Select, (Expression<Func<TSecond, Either<TFirst, TSecond>>>)(r => Either<TFirst, TSecond>.OfSecond(r)), null);

    private Expression<Func<Either<TFirst, TSecond>, TKey>> KeyOfEither()
    {
        var either = Expression.Parameter(typeof(Either<TFirst, TSecond>), "either");
        return Expression.Lambda<Func<Either<TFirst, TSecond>, TKey>>(
            Expression.Condition(
                Expression.Property(either, nameof(Either<,>.IsFirst)),
                ParameterReplacement.Apply(_first.Selector, Expression.Property(either, nameof(Either<,>.First))),
                ParameterReplacement.Apply(_second.Selector, Expression.Property(either, nameof(Either<,>.Second))),
                typeof(TKey)),
            either);
    }
}
