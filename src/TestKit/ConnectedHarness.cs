namespace AkkaStreamProc.TestKit;

/// <summary>Runs one keyed operator of two streams.</summary>
/// <typeparam name="TFirst">The type of the records of the first stream.</typeparam>
/// <typeparam name="TSecond">The type of the records of the second stream.</typeparam>
/// <typeparam name="TOut">The type of the results.</typeparam>
/// <remarks>Event time is that of both together. What else holds is said at <see cref="OperatorHarness{TOut}"/>.</remarks>
public sealed class ConnectedHarness<TFirst, TSecond, TOut> : OperatorHarness<TOut>
{
    private readonly Func<TFirst, ulong> _hashOfFirst;
    private readonly Func<TSecond, ulong> _hashOfSecond;
    private IReadOnlyList<FailedRecord<Either<TFirst, TSecond>>>? _failed;

    internal ConnectedHarness(JobBuilder job, DataStream<TOut> results, Func<TFirst, ulong> hashOfFirst, Func<TSecond, ulong> hashOfSecond)
        : base(job, results, isConnected: true) => (_hashOfFirst, _hashOfSecond) = (hashOfFirst, hashOfSecond);

    /// <summary>The records that the operator could not process. Asking diverts them there, in place of throwing.</summary>
    /// <exception cref="InvalidOperationException">It is asked for the first time, and the harness has begun.</exception>
    public IReadOnlyList<FailedRecord<Either<TFirst, TSecond>>> Failed => _failed ??= DivertTo<Either<TFirst, TSecond>>();

    /// <summary>Gives the operator a record of the first stream.</summary>
    /// <param name="record">The record.</param>
    /// <param name="timestamp">Its event time; none unless given.</param>
    public void ProcessFirst(TFirst record, DateTimeOffset? timestamp = null) =>
        Deliver(Either<TFirst, TSecond>.OfFirst(record), _hashOfFirst(record), timestamp);

    /// <summary>Gives the operator a record of the second stream.</summary>
    /// <inheritdoc cref="ProcessFirst" path="/param"/>
    public void ProcessSecond(TSecond record, DateTimeOffset? timestamp = null) =>
        Deliver(Either<TFirst, TSecond>.OfSecond(record), _hashOfSecond(record), timestamp);
}
