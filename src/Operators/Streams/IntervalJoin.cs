using AkkaStreamProc.Operators.Joins;

namespace AkkaStreamProc;

/// <summary>Two streams whose records are joined where they have the same key and their times are an interval apart.</summary>
/// <typeparam name="TFirst">The type of the records of the first stream.</typeparam>
/// <typeparam name="TSecond">The type of the records of the second stream.</typeparam>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <remarks>
/// <para>A result has the later one of its two times. One of a single record has the time at which it was sure to be in no pair.</para>
/// <para>
/// A record is late when the watermark has reached its time: it is counted, is in no pair, and is not emitted by itself. Records
/// are kept until the watermark says that none can come for them. (Flink's interval join, extended by what SQL knows.)
/// </para>
/// </remarks>
public sealed class IntervalJoin<TFirst, TSecond, TKey>
    where TKey : notnull
{
    private readonly ConnectedStreams<TFirst, TSecond, TKey> _streams;
    private readonly long _lower;
    private readonly long _upper;

    internal IntervalJoin(ConnectedStreams<TFirst, TSecond, TKey> streams, long lower, long upper) => (_streams, _lower, _upper) = (streams, lower, upper);

    /// <summary>Emits each pair, as soon as both are there.</summary>
    /// <param name="select">From a pair to a result.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public JoinStream<TFirst, TSecond, TOut> Join<TOut>(Func<TFirst, TSecond, TOut> select, string? name = null) =>
        Join(JoinKind.Inner, "join", (first, second) => select(first!, second!), name);

    /// <summary>Emits each pair, and each record of the first stream that is in none.</summary>
    /// <param name="select">From a record of the first stream, and one of the second or <see langword="default"/>, to a result.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public JoinStream<TFirst, TSecond, TOut> LeftJoin<TOut>(Func<TFirst, TSecond?, TOut> select, string? name = null) =>
        Join(JoinKind.Left, "left join", (first, second) => select(first!, second), name);

    /// <summary>Emits each pair, and each record of the second stream that is in none.</summary>
    /// <param name="select">From a record of the first stream or <see langword="default"/>, and one of the second, to a result.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public JoinStream<TFirst, TSecond, TOut> RightJoin<TOut>(Func<TFirst?, TSecond, TOut> select, string? name = null) =>
        Join(JoinKind.Right, "right join", (first, second) => select(first, second!), name);

    /// <summary>Emits each pair, and each record that is in none.</summary>
    /// <param name="select">From a record of each stream, one of which may be <see langword="default"/>, to a result.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public JoinStream<TFirst, TSecond, TOut> FullJoin<TOut>(Func<TFirst?, TSecond?, TOut> select, string? name = null) =>
        Join(JoinKind.Full, "full join", select, name);

    /// <summary>Emits each record of the first stream that is in some pair, once.</summary>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public JoinStream<TFirst, TSecond, TFirst> SemiJoin(string? name = null) => Join(JoinKind.Semi, "semi join", (first, _) => first!, name);

    /// <summary>Emits each record of the first stream that is in no pair, as soon as that is sure.</summary>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public JoinStream<TFirst, TSecond, TFirst> AntiJoin(string? name = null) => Join(JoinKind.Anti, "anti join", (first, _) => first!, name);

    private JoinStream<TFirst, TSecond, TOut> Join<TOut>(JoinKind kind, string verb, Func<TFirst?, TSecond?, TOut> select, string? name) => _streams.Join(
        $"{verb} from {TimeSpan.FromMilliseconds(_lower)} to {TimeSpan.FromMilliseconds(_upper)}",
        operatorName => new IntervalJoinFunction<TKey, TFirst, TSecond, TOut>(operatorName, kind, _lower, _upper, select),
        name);
}
