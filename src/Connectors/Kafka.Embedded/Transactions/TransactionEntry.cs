namespace AkkaStreamProc.Connectors.Kafka.Embedded.Transactions;

/// <summary>One transactional id in the coordinator: whoever reads or changes its state, or writes under it, holds <see cref="Gate"/>.</summary>
internal sealed class TransactionEntry
{
    public Lock Gate { get; } = new();

    /// <summary>Null until the first producer is recorded.</summary>
    public TransactionMetadata? State { get; set; }

    /// <summary>Fires when the transaction has been open for too long, or is to be completed once more; null until first needed.</summary>
    public ITimer? Timer { get; set; }
}
