using System.Collections.Immutable;
using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Transactions;

/// <summary>
/// The state machine of a transactional id, without any input or output: what was, what is asked, what comes of it (KIP-98, KIP-360, KIP-447).
/// A decided transaction (PrepareCommit, PrepareAbort) is only ever completed; a fenced instance changes nothing.
/// </summary>
internal static class TransactionRules
{
    /// <summary>A transactional id's first producer.</summary>
    public static TransactionMetadata Create(string transactionalId, long producerId, int timeoutMs, long nowMs) =>
        new() { TransactionalId = transactionalId, ProducerId = producerId, TimeoutMs = timeoutMs, ChangedMs = nowMs };

    /// <summary>
    /// A producer announces itself. Where a transaction is open, the decision is to abort it under an epoch that nobody was given;
    /// the caller completes that and asks again.
    /// </summary>
    /// <param name="current">What is known.</param>
    /// <param name="expected">Who the producer was until now, where it wants to go on; null for one that comes fresh.</param>
    /// <param name="timeoutMs">How long its transactions may be open.</param>
    /// <param name="nowMs">The time.</param>
    /// <param name="freshProducerId">A producer id never used; needed where <see cref="TransactionMetadata.IsEpochExhausted"/>.</param>
    public static TransactionDecision Initialize(TransactionMetadata current, ProducerIdentity? expected, int timeoutMs, long nowMs, long freshProducerId)
    {
        if (expected is { } claimed && claimed.Id != current.ProducerId && !(claimed.Id == current.LastProducerId && claimed.Epoch >= short.MaxValue - 1))
        {
            return TransactionDecision.Refuse(ErrorCode.ProducerFenced);
        }

        if (current.IsEnding)
        {
            return TransactionDecision.Refuse(ErrorCode.ConcurrentTransactions);
        }

        bool isPresent = expected is null || expected.Value == current.Producer;
        bool isRepeated = !isPresent && expected!.Value.Epoch == current.LastEpoch;
        if (!isPresent && !isRepeated)
        {
            return TransactionDecision.Refuse(ErrorCode.ProducerFenced);
        }

        if (current.State == TransactionState.Ongoing)
        {
            return isPresent
                ? TransactionDecision.To(Fence(current, nowMs) with { LastEpoch = expected?.Epoch ?? TransactionMetadata.NoEpoch })
                : TransactionDecision.Refuse(ErrorCode.ProducerFenced);
        }

        TransactionMetadata empty = Create(current.TransactionalId, current.ProducerId, timeoutMs, nowMs);
        if (isRepeated && current.Epoch < short.MaxValue)
        {
            // The answer to the first asking was lost, or that asking is what aborted the transaction: this epoch is the asker's alone.
            return TransactionDecision.To(empty with { Epoch = current.Epoch, LastEpoch = current.LastEpoch, LastProducerId = current.LastProducerId });
        }

        short lastEpoch = expected?.Epoch ?? TransactionMetadata.NoEpoch;
        return TransactionDecision.To(current.IsEpochExhausted
            ? empty with { ProducerId = freshProducerId, LastProducerId = current.ProducerId, LastEpoch = lastEpoch }
            : empty with { Epoch = (short)(current.Epoch + 1), LastEpoch = lastEpoch, LastProducerId = current.LastProducerId });
    }

    /// <summary>Partitions join the transaction; the first begin it.</summary>
    public static TransactionDecision AddPartitions(TransactionMetadata? current, ProducerIdentity producer, IReadOnlyCollection<TopicPartition> partitions, long nowMs)
    {
        if (CheckMember(current, producer) is var error and not ErrorCode.None)
        {
            return TransactionDecision.Refuse(error);
        }

        if (current!.State == TransactionState.Ongoing && partitions.All(current.Partitions.Contains))
        {
            return TransactionDecision.Unchanged;
        }

        TransactionMetadata begun = Begun(current, nowMs);
        return TransactionDecision.To(begun with { Partitions = begun.Partitions.Union(partitions) });
    }

    /// <summary>A group joins the transaction, which it may begin; its offsets come later.</summary>
    public static TransactionDecision AddGroup(TransactionMetadata? current, ProducerIdentity producer, string group, long nowMs)
    {
        if (CheckMember(current, producer) is var error and not ErrorCode.None)
        {
            return TransactionDecision.Refuse(error);
        }

        if (current!.State == TransactionState.Ongoing && current.Offsets.ContainsKey(group))
        {
            return TransactionDecision.Unchanged;
        }

        TransactionMetadata begun = Begun(current, nowMs);
        return TransactionDecision.To(begun with { Offsets = begun.Offsets.SetItem(group, ImmutableDictionary<TopicPartition, CommittedOffset>.Empty) });
    }

    /// <summary>Offsets of a group that has joined are to be committed with the transaction.</summary>
    public static TransactionDecision AddOffsets(TransactionMetadata? current, ProducerIdentity producer, string group, IEnumerable<CommittedOffset> offsets, long nowMs)
    {
        if (CheckWriter(current, producer) is var error and not ErrorCode.None)
        {
            return TransactionDecision.Refuse(error);
        }

        if (current!.State != TransactionState.Ongoing || !current.Offsets.TryGetValue(group, out var pending))
        {
            return TransactionDecision.Refuse(ErrorCode.InvalidTransactionState);
        }

        var changed = pending.SetItems(offsets.Select(offset => KeyValuePair.Create(new TopicPartition(offset.Topic, offset.Partition), offset)));
        return TransactionDecision.To(current with { Offsets = current.Offsets.SetItem(group, changed), ChangedMs = nowMs });
    }

    /// <summary>Whether a producer may write to a partition now.</summary>
    public static ErrorCode CheckWrite(TransactionMetadata? current, ProducerIdentity producer, TopicPartition partition)
    {
        if (CheckWriter(current, producer) is var error and not ErrorCode.None)
        {
            return error;
        }

        return current!.State == TransactionState.Ongoing && current.Partitions.Contains(partition) ? ErrorCode.None : ErrorCode.InvalidTransactionState;
    }

    /// <summary>A producer decides its transaction; asking again for what is done already is no error.</summary>
    public static TransactionDecision End(TransactionMetadata? current, ProducerIdentity producer, bool commit, long nowMs)
    {
        if (CheckIdentity(current, producer) is var error and not ErrorCode.None)
        {
            return TransactionDecision.Refuse(error);
        }

        return (current!.State, commit) switch
        {
            (TransactionState.Ongoing, _) => TransactionDecision.To(
                current with { State = commit ? TransactionState.PrepareCommit : TransactionState.PrepareAbort, ChangedMs = nowMs }),
            (TransactionState.CompleteCommit, true) or (TransactionState.CompleteAbort, false) => TransactionDecision.Unchanged,
            (TransactionState.PrepareCommit, true) or (TransactionState.PrepareAbort, false) => TransactionDecision.Refuse(ErrorCode.ConcurrentTransactions),
            _ => TransactionDecision.Refuse(ErrorCode.InvalidTransactionState),
        };
    }

    /// <summary>Aborts a transaction that has been open for too long, and fences whoever left it open.</summary>
    public static TransactionDecision Expire(TransactionMetadata current, long nowMs) =>
        current.State == TransactionState.Ongoing && nowMs - current.StartedMs >= current.TimeoutMs ? TransactionDecision.To(Fence(current, nowMs)) : TransactionDecision.Unchanged;

    /// <summary>All markers of a decided transaction are written.</summary>
    public static TransactionMetadata Complete(TransactionMetadata current, long nowMs) => current with
    {
        State = current.State == TransactionState.PrepareCommit ? TransactionState.CompleteCommit : TransactionState.CompleteAbort,
        Partitions = [],
        Offsets = current.Offsets.Clear(),
        StartedMs = -1,
        ChangedMs = nowMs,
    };

    private static TransactionMetadata Fence(TransactionMetadata current, long nowMs) => current with
    {
        State = TransactionState.PrepareAbort,
        Epoch = (short)(current.Epoch + 1),
        LastEpoch = TransactionMetadata.NoEpoch,
        ChangedMs = nowMs,
    };

    private static TransactionMetadata Begun(TransactionMetadata current, long nowMs) =>
        current.State == TransactionState.Ongoing
            ? current with { ChangedMs = nowMs }
            : current with { State = TransactionState.Ongoing, StartedMs = nowMs, ChangedMs = nowMs };

    private static ErrorCode CheckMember(TransactionMetadata? current, ProducerIdentity producer) => CheckIdentity(current, producer) switch
    {
        ErrorCode.None when current!.IsEnding => ErrorCode.ConcurrentTransactions,
        var result => result,
    };

    /// <summary>Writers are told of a newer instance by the code for stale batches.</summary>
    private static ErrorCode CheckWriter(TransactionMetadata? current, ProducerIdentity producer) => CheckIdentity(current, producer) switch
    {
        ErrorCode.ProducerFenced => ErrorCode.InvalidProducerEpoch,
        var result => result,
    };

    private static ErrorCode CheckIdentity(TransactionMetadata? current, ProducerIdentity producer)
    {
        if (current is null || current.ProducerId != producer.Id)
        {
            return ErrorCode.InvalidProducerIdMapping;
        }

        return current.Epoch == producer.Epoch ? ErrorCode.None : ErrorCode.ProducerFenced;
    }
}
