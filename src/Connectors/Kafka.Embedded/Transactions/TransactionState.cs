namespace AkkaStreamProc.Connectors.Kafka.Embedded.Transactions;

/// <summary>Where a transactional id stands; the names are those that tools show.</summary>
internal enum TransactionState : byte
{
    /// <summary>A producer has announced itself and not written yet.</summary>
    Empty,

    /// <summary>Partitions or groups belong to a transaction that is not decided.</summary>
    Ongoing,

    /// <summary>Decided: it will be committed. Markers and offsets are on their way.</summary>
    PrepareCommit,

    /// <summary>Decided: it will be aborted. Markers are on their way.</summary>
    PrepareAbort,

    /// <summary>The last transaction is committed everywhere.</summary>
    CompleteCommit,

    /// <summary>The last transaction is aborted everywhere.</summary>
    CompleteAbort,
}
