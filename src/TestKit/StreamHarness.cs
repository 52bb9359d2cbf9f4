namespace AkkaStreamProc.TestKit;

/// <summary>Runs one keyed operator of one stream.</summary>
/// <typeparam name="TIn">The type of the records.</typeparam>
/// <typeparam name="TOut">The type of the results.</typeparam>
/// <inheritdoc cref="OperatorHarness{TOut}" path="/remarks"/>
public sealed class StreamHarness<TIn, TOut> : OperatorHarness<TOut>
{
    private readonly Func<TIn, ulong>? _hashOf;
    private IReadOnlyList<FailedRecord<TIn>>? _failed;
    private int _turn;

    internal StreamHarness(JobBuilder job, DataStream<TOut> results, Func<TIn, ulong>? hashOf)
        : base(job, results, isConnected: false) => _hashOf = hashOf;

    /// <summary>The records that the operator could not process. Asking diverts them there, in place of throwing.</summary>
    /// <exception cref="InvalidOperationException">It is asked for the first time, and the harness has begun.</exception>
    public IReadOnlyList<FailedRecord<TIn>> Failed => _failed ??= DivertTo<TIn>();

    /// <summary>Gives the operator a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="timestamp">Its event time; none unless given.</param>
    public void Process(TIn record, DateTimeOffset? timestamp = null)
    {
        if (_hashOf is not null)
        {
            Deliver(record, _hashOf(record), timestamp);
        }
        else
        {
            DeliverTo(_turn++, record, timestamp);
        }
    }
}
