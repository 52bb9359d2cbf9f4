namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink.Transactions;

/// <summary>One of the two transactional ids that the epochs of a subtask take in turn.</summary>
internal sealed class TransactionSlot(string transactionalId, TransactionSettings settings) : IDisposable
{
    /// <summary>Called when somebody else needs the slot; <see langword="null"/> while nobody has it.</summary>
    private Action? _onTaken;

    private TransactionalProducer _producer = new(transactionalId, settings);

    /// <summary>Why the transaction can only be given up, or <see langword="null"/>.</summary>
    public string? Loss => _producer.Loss;

    /// <summary>When the slot was taken last; the lower the earlier.</summary>
    public long Turn { get; private set; }

    public bool IsFree => _onTaken is null;

    public void Fence() => _producer.Fence();

    /// <summary>How many partitions the topic has.</summary>
    public int PartitionCount() => _producer.PartitionCount();

    /// <summary>Takes the slot, aborting the transaction of whoever has it, and begins a transaction.</summary>
    /// <param name="turn">Higher than in any call before.</param>
    /// <param name="onTaken">Called when the slot is taken by another before <see cref="Release"/>.</param>
    /// <returns>Whether there is a transaction; not while the brokers are away and an earlier one was lost.</returns>
    public bool TryTake(long turn, Action onTaken)
    {
        if (_onTaken is { } other)
        {
            _producer.Abort();
            _onTaken = null;
            other();
        }

        Turn = turn;
        if (Loss is not null && !TryRenew())
        {
            return false;
        }

        _onTaken = onTaken;
        _producer.Begin();
        return true;
    }

    public void Produce(EncodedRecord record) => _producer.Produce(record);

    public void Serve() => _producer.Serve();

    public void Flush() => _producer.Flush();

    public bool TryCommit(string group, Marker marker) => _producer.TryCommit(group, marker);

    /// <summary>Finds out what became of a transaction that was lost: behind it, it is committed or aborted.</summary>
    public void Resolve()
    {
        Renew();
        _producer.Fence();
    }

    public void Abort() => _producer.Abort();

    public void Release() => _onTaken = null;

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
