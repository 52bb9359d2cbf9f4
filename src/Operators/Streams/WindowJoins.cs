using AkkaStreamProc.Operators.Joins;

namespace AkkaStreamProc;

/// <summary>Joins of two streams whose records are gathered in the same windows: behind <c>first.Connect(second).Window(…)</c>.</summary>
/// <remarks>
/// What is emitted is emitted when the window fires, of what it holds then: where it fires more than once, pairs come again unless
/// its trigger purges. All records of a window are kept until it is gone, and all pairs of a key are made at once. A selector that throws fails
/// the job, whatever the policy says: there is no one record to blame. (Flink's window join and co-group.)
/// </remarks>
public static class WindowJoins
{
    /// <summary>Emits each pair of records with the same key and window.</summary>
    /// <param name="windows">The records of both streams in windows.</param>
    /// <param name="select">From a pair to a result.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public static WindowFunctionStream<Either<TFirst, TSecond>, TOut> Join<TFirst, TSecond, TKey, TOut>(
        this WindowedStream<Either<TFirst, TSecond>, TKey> windows, Func<TFirst, TSecond, TOut> select, string? name = null)
        where TKey : notnull => Join(windows, JoinKind.Inner, (first, second) => select(first!, second!), name);

    /// <summary>Emits each pair, and each record of the first stream where the window has none of the second.</summary>
    /// <param name="windows">The records of both streams in windows.</param>
    /// <param name="select">From a record of the first stream, and one of the second or <see langword="default"/>, to a result.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public static WindowFunctionStream<Either<TFirst, TSecond>, TOut> LeftJoin<TFirst, TSecond, TKey, TOut>(
        this WindowedStream<Either<TFirst, TSecond>, TKey> windows, Func<TFirst, TSecond?, TOut> select, string? name = null)
        where TKey : notnull => Join(windows, JoinKind.Left, (first, second) => select(first!, second), name);

    /// <summary>Emits each pair, and each record of the second stream where the window has none of the first.</summary>
    /// <param name="windows">The records of both streams in windows.</param>
    /// <param name="select">From a record of the first stream or <see langword="default"/>, and one of the second, to a result.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public static WindowFunctionStream<Either<TFirst, TSecond>, TOut> RightJoin<TFirst, TSecond, TKey, TOut>(
        this WindowedStream<Either<TFirst, TSecond>, TKey> windows, Func<TFirst?, TSecond, TOut> select, string? name = null)
        where TKey : notnull => Join(windows, JoinKind.Right, (first, second) => select(first, second!), name);

    /// <summary>Emits each pair, and each record of either stream where the window has none of the other.</summary>
    /// <param name="windows">The records of both streams in windows.</param>
    /// <param name="select">From a record of each stream, one of which may be <see langword="default"/>, to a result.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public static WindowFunctionStream<Either<TFirst, TSecond>, TOut> FullJoin<TFirst, TSecond, TKey, TOut>(
        this WindowedStream<Either<TFirst, TSecond>, TKey> windows, Func<TFirst?, TSecond?, TOut> select, string? name = null)
        where TKey : notnull => Join(windows, JoinKind.Full, select, name);

    /// <summary>Emits the records of the first stream where the window has one of the second.</summary>
    /// <param name="windows">The records of both streams in windows.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public static WindowFunctionStream<Either<TFirst, TSecond>, TFirst> SemiJoin<TFirst, TSecond, TKey>(
        this WindowedStream<Either<TFirst, TSecond>, TKey> windows, string? name = null)
        where TKey : notnull => Join(windows, JoinKind.Semi, (first, _) => first!, name);

    /// <summary>Emits the records of the first stream where the window has none of the second.</summary>
    /// <param name="windows">The records of both streams in windows.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public static WindowFunctionStream<Either<TFirst, TSecond>, TFirst> AntiJoin<TFirst, TSecond, TKey>(
        this WindowedStream<Either<TFirst, TSecond>, TKey> windows, string? name = null)
        where TKey : notnull => Join(windows, JoinKind.Anti, (first, _) => first!, name);

    /// <summary>Runs a function on the records of each window, by stream. (Function verb)</summary>
    /// <param name="windows">The records of both streams in windows.</param>
    /// <param name="function">
    /// From the key, the window, and the records of each stream in the order in which they came (one of the lists may be
    /// empty), to the results.
    /// </param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public static WindowFunctionStream<Either<TFirst, TSecond>, TOut> CoGroup<TFirst, TSecond, TKey, TOut>(
        this WindowedStream<Either<TFirst, TSecond>, TKey> windows,
        Func<TKey, Window, IReadOnlyList<TFirst>, IReadOnlyList<TSecond>, IEnumerable<TOut>> function,
        string? name = null)
        where TKey : notnull => windows.Process("co-group", () => new CoGroupFunction<TKey, TFirst, TSecond, TOut>(function), name);

    private static WindowFunctionStream<Either<TFirst, TSecond>, TOut> Join<TFirst, TSecond, TKey, TOut>(
        WindowedStream<Either<TFirst, TSecond>, TKey> windows, JoinKind kind, Func<TFirst?, TSecond?, TOut> select, string? name)
        where TKey : notnull =>
        windows.Process($"{kind.ToString().ToLowerInvariant()} join", () => new WindowJoinFunction<TKey, TFirst, TSecond, TOut>(kind, select), name);
}
