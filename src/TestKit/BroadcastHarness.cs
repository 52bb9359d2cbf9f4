namespace AkkaStreamProc.TestKit;

/// <summary>Runs one operator with a broadcast state, with keys or without.</summary>
/// <typeparam name="TIn">The type of the records.</typeparam>
/// <typeparam name="TBroadcast">The type of the records of the broadcast stream.</typeparam>
/// <typeparam name="TBroadcastKey">The type of their keys.</typeparam>
/// <typeparam name="TOut">The type of the results.</typeparam>
/// <remarks>
/// Event time is that of both streams together. Records without keys go to the subtasks in turn. What else holds is said at
/// <see cref="OperatorHarness{TOut}"/>.
/// </remarks>
public sealed class BroadcastHarness<TIn, TBroadcast, TBroadcastKey, TOut> : OperatorHarness<TOut>
    where TBroadcastKey : notnull
{
    private readonly Func<TIn, ulong>? _hashOf;
    private IReadOnlyList<FailedRecord<Either<TIn, TBroadcast>>>? _failed;
    private int _turn;

    internal BroadcastHarness(JobBuilder job, DataStream<TOut> results, Func<TIn, ulong>? hashOf)
        : base(job, results, isConnected: true) => _hashOf = hashOf;

    /// <summary>The records that the operator could not process. Asking diverts them there, in place of throwing.</summary>
    /// <exception cref="InvalidOperationException">It is asked for the first time, and the harness has begun.</exception>
    public IReadOnlyList<FailedRecord<Either<TIn, TBroadcast>>> Failed => _failed ??= DivertTo<Either<TIn, TBroadcast>>();

    /// <summary>Gives the operator a record of the stream that is not broadcast.</summary>
    /// <param name="record">The record.</param>
    /// <param name="timestamp">Its event time; none unless given.</param>
    public void Process(TIn record, DateTimeOffset? timestamp = null)
    {
        var both = Either<TIn, TBroadcast>.OfFirst(record);
        if (_hashOf is not null)
        {
            Deliver(both, _hashOf(record), timestamp);
        }
        else
        {
            DeliverTo(_turn++, both, timestamp);
        }
    }

    /// <summary>Gives every subtask of the operator a record of the broadcast stream.</summary>
    /// <inheritdoc cref="Process" path="/param"/>
    public void ProcessBroadcast(TBroadcast record, DateTimeOffset? timestamp = null) => DeliverToAll(Either<TIn, TBroadcast>.OfSecond(record), timestamp);

    /// <summary>What the broadcast state of a subtask holds now, as a copy.</summary>
    /// <param name="subtask">The number of the subtask, from 0.</param>
    public IReadOnlyDictionary<TBroadcastKey, TBroadcast> BroadcastState(int subtask = 0) => new Dictionary<TBroadcastKey, TBroadcast>(EntriesOf<TBroadcastKey, TBroadcast>(subtask));
}
