using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink.Transactions;

/// <summary>What all clients of one transactional sink have in common.</summary>
internal sealed record TransactionSettings(
    string Bootstrap,
    string Topic,
    TimeSpan TransactionTimeout,
    Func<string, IReadOnlyDictionary<string, string>> ConfigOf,
    IReadOnlyDictionary<string, string> Properties,
    BatchBound Batches,
    RightHints Rights,
    Action<Notice> Notify,
    CancellationToken Cancellation);
