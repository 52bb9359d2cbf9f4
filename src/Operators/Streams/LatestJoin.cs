using AkkaStreamProc.Operators.Joins;

namespace AkkaStreamProc;

/// <summary>A stream whose records are joined with the rows of a table: with the last record of another stream that has come with their key.</summary>
/// <typeparam name="TFirst">The type of the records of the first stream.</typeparam>
/// <typeparam name="TSecond">The type of the rows: records of the second stream.</typeparam>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <remarks>
/// <para>
/// The table is loaded before the first stream is read. Its sources are read to what was their end when the job began; then a
/// checkpoint is taken, and when that is complete, the sources of the first stream begin to read, for whatever they feed. Until then they
/// are as they would be without a record, and not idle. No restart loads the table again.
/// </para>
/// <para>
/// Then both are read as they come, and a record is joined with the row that is there: which of two that come at the same time
/// is first, is not said. Event time has no part in it: that of the results is that of the first stream, and the second need not
/// have any. A join by the time of the records is <see cref="ConnectedStreams{TFirst, TSecond, TKey}.AsOf"/>.
/// (Flink's processing-time temporal join, with the initial load that it has not.)
/// </para>
/// </remarks>
public sealed class LatestJoin<TFirst, TSecond, TKey>
    where TKey : notnull
{
    private readonly ConnectedStreams<TFirst, TSecond, TKey> _streams;
    private readonly Ttl _ttl;
    private readonly Func<TSecond, bool>? _isRemoval;

    internal LatestJoin(ConnectedStreams<TFirst, TSecond, TKey> streams, Ttl ttl, Func<TSecond, bool>? isRemoval) =>
        (_streams, _ttl, _isRemoval) = (streams, ttl, isRemoval);

    /// <summary>Emits each record of the first stream for which there is a row.</summary>
    /// <param name="select">From a record and its row to a result.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public OperatorStream<Either<TFirst, TSecond>, TOut> Join<TOut>(Func<TFirst, TSecond, TOut> select, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(select);
        return Join("join latest", isOuter: false, (first, second) => select(first, second!), name);
    }

    /// <summary>Emits each record of the first stream.</summary>
    /// <param name="select">From a record and its row, or <see langword="default"/> where there is none, to a result.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public OperatorStream<Either<TFirst, TSecond>, TOut> LeftJoin<TOut>(Func<TFirst, TSecond?, TOut> select, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(select);
        return Join("left join latest", isOuter: true, select, name);
    }

    private OperatorStream<Either<TFirst, TSecond>, TOut> Join<TOut>(string kind, bool isOuter, Func<TFirst, TSecond?, TOut> select, string? name) =>
        _streams.JoinTable(kind, () => new LatestJoinFunction<TKey, TFirst, TSecond, TOut>(isOuter, _ttl, _isRemoval, select), name);
}
