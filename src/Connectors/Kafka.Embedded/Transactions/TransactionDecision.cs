using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Transactions;

/// <summary>What a request does to a transactional id.</summary>
/// <param name="Error">Why it is refused; none otherwise.</param>
/// <param name="Next">What is to be recorded before anything else happens; null where nothing changes.</param>
internal readonly record struct TransactionDecision(ErrorCode Error, TransactionMetadata? Next)
{
    public static readonly TransactionDecision Unchanged = new(ErrorCode.None, null);

    public static TransactionDecision Refuse(ErrorCode error) => new(error, null);

    public static TransactionDecision To(TransactionMetadata next) => new(ErrorCode.None, next);
}
