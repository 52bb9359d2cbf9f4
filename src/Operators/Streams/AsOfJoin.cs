using AkkaStreamProc.Operators.Joins;

namespace AkkaStreamProc;

/// <summary>A stream whose records are joined with the version of another that holds at their time.</summary>
/// <typeparam name="TFirst">The type of the records of the first stream.</typeparam>
/// <typeparam name="TSecond">The type of the versions: records of the second stream.</typeparam>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <remarks>
/// <para>
/// A version holds from its time on until the next one of its key; of two of the same time, the one that came last. A record
/// is emitted, with its time, when the watermark of both streams has reached it: a second stream that stands still, and is not idle, holds
/// results up.
/// </para>
/// <para>
/// A record of the first stream is late when the watermark has reached its time. A late version holds for the records that are
/// still to come, unless a later one is known, or may have been removed. (Flink's event-time temporal join.)
/// </para>
/// </remarks>
public sealed class AsOfJoin<TFirst, TSecond, TKey>
    where TKey : notnull
{
    private readonly ConnectedStreams<TFirst, TSecond, TKey> _streams;
    private readonly Retention _retention;
    private readonly Func<TSecond, bool>? _isRemoval;

    internal AsOfJoin(ConnectedStreams<TFirst, TSecond, TKey> streams, Retention retention, Func<TSecond, bool>? isRemoval) =>
        (_streams, _retention, _isRemoval) = (streams, retention, isRemoval);

    /// <summary>Emits each record of the first stream for which there is a version.</summary>
    /// <param name="select">From a record and its version to a result.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public JoinStream<TFirst, TSecond, TOut> Join<TOut>(Func<TFirst, TSecond, TOut> select, string? name = null) =>
        Join("join as of", isOuter: false, (first, second) => select(first, second!), name);

    /// <summary>Emits each record of the first stream.</summary>
    /// <param name="select">From a record and its version, or <see langword="default"/> where there is none, to a result.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public JoinStream<TFirst, TSecond, TOut> LeftJoin<TOut>(Func<TFirst, TSecond?, TOut> select, string? name = null) =>
        Join("left join as of", isOuter: true, select, name);

    private JoinStream<TFirst, TSecond, TOut> Join<TOut>(string verb, bool isOuter, Func<TFirst, TSecond?, TOut> select, string? name) => _streams.Join(
        $"{verb}, kept {_retention}{(_isRemoval is null ? "" : ", with removals")}",
        operatorName => new AsOfJoinFunction<TKey, TFirst, TSecond, TOut>(operatorName, isOuter, _retention.Milliseconds, _isRemoval, select),
        name);
}
