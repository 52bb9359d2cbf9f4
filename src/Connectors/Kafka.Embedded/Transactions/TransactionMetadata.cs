using System.Collections.Immutable;
using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Transactions;

/// <summary>All that is known of one transactional id. Immutable: each step of <see cref="TransactionRules"/> makes another one.</summary>
internal sealed record TransactionMetadata
{
    public const short NoEpoch = -1;
    public const long NoProducerId = -1;

    public required string TransactionalId { get; init; }

    public required long ProducerId { get; init; }

    /// <summary>The present instance's epoch; older ones are fenced.</summary>
    public short Epoch { get; init; }

    /// <summary>The producer id before the epochs of one were used up; <see cref="NoProducerId"/> when there was none.</summary>
    public long LastProducerId { get; init; } = NoProducerId;

    /// <summary>The epoch that the present instance had before it asked for a new one, so that it may ask twice; <see cref="NoEpoch"/> for an instance that came fresh.</summary>
    public short LastEpoch { get; init; } = NoEpoch;

    /// <summary>How long a transaction may be open, in milliseconds.</summary>
    public required int TimeoutMs { get; init; }

    public TransactionState State { get; init; }

    /// <summary>When the transaction was begun, in milliseconds since the epoch; -1 while there is none.</summary>
    public long StartedMs { get; init; } = -1;

    /// <summary>When anything was last done, in milliseconds since the epoch.</summary>
    public required long ChangedMs { get; init; }

    /// <summary>The partitions that may hold records of the transaction.</summary>
    public ImmutableHashSet<TopicPartition> Partitions { get; init; } = [];

    /// <summary>The groups that belong to the transaction, each with the offsets that are committed with it.</summary>
    public ImmutableDictionary<string, ImmutableDictionary<TopicPartition, CommittedOffset>> Offsets { get; init; } = PendingOffsets.None;

    public ProducerIdentity Producer => new(ProducerId, Epoch);

    /// <summary>Whether the outcome is decided but not everywhere known.</summary>
    public bool IsEnding => State is TransactionState.PrepareCommit or TransactionState.PrepareAbort;

    /// <summary>Whether no further epoch may be given out: the very last is kept for fencing.</summary>
    public bool IsEpochExhausted => Epoch >= short.MaxValue - 1;
}
