using AkkaStreamProc.Connectors.Kafka.Internal.Sink.Outboxes;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink.Transactions;

/// <summary>One of the two transactional ids that the epochs of a subtask take in turn.</summary>
internal sealed class TransactionSlot(string transactionalId, TransactionSettings settings) : IDisposable
{
    private TransactionalProducer _producer = new(transactionalId, settings);

    /// <summary>Why the transaction can only be aborted, or <see langword="null"/>.</summary>
    public string? Loss => _producer.Loss;

    public bool IsFree { get; private set; } = true;

    public void Fence() => _producer.Fence();

    /// <summary>Whether the transaction was lost because the brokers refuse a record of it.</summary>
    public bool HasRefusals => _producer.HasSuspects;

    /// <summary>Takes the records that were not taken; their tags are their numbers in the outbox.</summary>
    public IReadOnlyList<Suspect> TakeSuspects() => _producer.TakeSuspects();

    /// <summary>Takes the slot and begins a transaction.</summary>
    /// <returns>Whether it did; not while the brokers are away and an earlier transaction was lost.</returns>
    public bool TryTake()
    {
        if (Loss is not null && !TryRenew())
        {
            return false;
        }

        IsFree = false;
        _producer.Begin();
        return true;
    }

    /// <param name="record">The record.</param>
    /// <param name="number">Its number in the outbox.</param>
    public void Produce(EncodedRecord record, long number) => _producer.Produce(record, number);

    /// <summary>Writes the records of an outbox.</summary>
    public void Replay(ReadOnlySpan<byte> outbox) => OutboxReader.Produce(outbox, _producer);

    public void Serve() => _producer.Serve();

    public void Flush() => _producer.Flush();

    public bool TryCommit(string group, Marker marker) => _producer.TryCommit(group, marker);

    public void Abort() => _producer.Abort();

    /// <summary>
    /// Ends the transaction whatever has become of it, and releases the slot: behind it, the transaction is committed or
    /// aborted.
    /// </summary>
    public void GiveUp()
    {
        if (Loss is null)
        {
            _producer.Abort();
        }

        if (Loss is not null)
        {
            Renew();
            _producer.Fence();
        }

        Release();
    }

    public void Release() => IsFree = true;

    public void Dispose() => _producer.Dispose();

    private bool TryRenew()
    {
        Renew();
        if (_producer.TryFence())
        {
            return true;
        }

        _producer.GiveUp("the brokers are away");
        return false;
    }

    private void Renew()
    {
        _producer.Dispose();
        _producer = new TransactionalProducer(transactionalId, settings);
    }
}
