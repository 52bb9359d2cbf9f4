using AkkaStreamProc.Connectors.Kafka.Internal.Sink.Outboxes;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.KillPoints;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink.Transactions;

/// <summary>Commits epochs from their outboxes, however often it takes. Blocks; for the worker.</summary>
/// <remarks>
/// All that settles the epochs of a subtask, in whatever attempt, does so under one transactional id: it fences, reads
/// the marker behind the fence, and writes. Of two that settle at once, the later fence aborts the other's transaction
/// or waits until it is committed, and then sees its marker. So an epoch is written once.
/// </remarks>
internal sealed class Settlement(TransactionSettings settings, SinkNames names, MarkerStore markers, Action<Suspect> onRefused)
{
    /// <summary>What is left of prepared epochs of which the brokers refuse records.</summary>
    private readonly Dictionary<(int Subtask, long CheckpointId), ReadOnlyMemory<byte>> _rests = [];

    /// <summary>
    /// Commits those of the epochs of a fenced life that are not committed yet, each with its own marker. Where all are,
    /// the marker is written once more, so that it does not expire.
    /// </summary>
    public void Settle(SinkState state) => Repeat(state.Life.Subtask, producer =>
    {
        var committed = markers.CommittedUpTo(state);
        KillSwitch.Pass(KillPoint.MarkerRead);
        return state.Unconfirmed.Any(epoch => epoch.CheckpointId > committed)
            ? TryWrite(producer, state, committed)
            : TryWrite(producer, new Marker(state.Life, committed), ReadOnlyMemory<byte>.Empty);
    });

    /// <summary>Commits those of the caller's own epochs that are not committed yet.</summary>
    /// <remarks>
    /// The caller may be a zombie that has just woken up, whose successor commits at this moment. So a marker is never
    /// written that is not above what was read.
    /// </remarks>
    /// <exception cref="KafkaConnectorException">A successor is ahead.</exception>
    public void SettleOwn(SinkState state) => Repeat(state.Life.Subtask, producer =>
    {
        var committed = markers.CommittedUpTo(state);
        KillSwitch.Pass(KillPoint.MarkerRead);
        return committed <= state.Unconfirmed[^1].CheckpointId
            ? TryWrite(producer, state, committed)
            : throw new KafkaConnectorException(
                $"The output of '{names.Group(state.Life.Subtask)}' for '{settings.Topic}' at {settings.Bootstrap} is committed up to checkpoint {committed}, beyond "
                + $"{state.Unconfirmed[^1].CheckpointId} of this attempt: a newer attempt has taken over. This one ends.");
    });

    /// <summary>Refuses to go on beside output that a life does not explain; asked behind the fence.</summary>
    public void Explain(int subtask, JobLife life, long restored) => markers.Explain(subtask, life, restored);

    /// <summary>Commits a marker without records.</summary>
    public void Mark(Marker marker) => Repeat(marker.Life.Subtask, producer => TryWrite(producer, marker, ReadOnlyMemory<byte>.Empty));

    /// <summary>Finds out which of some records the brokers refuse for themselves, in transactions that are all aborted.</summary>
    public IReadOnlyList<Suspect> FindRefused(int subtask, IReadOnlyList<Suspect> suspects) =>
        RefusalSearch.Run(suspects, group => TryAndAbort(subtask, group));

    private IReadOnlyList<Suspect> TryAndAbort(int subtask, IReadOnlyList<Suspect> suspects)
    {
        while (true)
        {
            using var producer = new TransactionalProducer(names.TransactionalId(subtask, SinkNames.Settling), settings);
            producer.Fence();
            producer.Begin();
            var headers = new KafkaHeaderWriter();
            foreach (var suspect in suspects)
            {
                ReadOnlySpan<byte> bytes = suspect.Bytes;
                producer.Produce(OutboxRecord.Read(ref bytes, headers), suspect.Tag);
            }

            producer.Flush();
            if (producer.HasSuspects)
            {
                // Those that were not sent any more are suspects as before.
                var failed = producer.TakeSuspects();
                return suspects.Count == 1 ? failed : suspects;
            }

            if (producer.Loss is null)
            {
                producer.Abort();
                return [];
            }
        }
    }

    private void Repeat(int subtask, Func<TransactionalProducer, bool> attempt)
    {
        for (var isDone = false; !isDone;)
        {
            using var producer = new TransactionalProducer(names.TransactionalId(subtask, SinkNames.Settling), settings);
            producer.Fence();
            isDone = attempt(producer);
            if (!isDone && !producer.HasSuspects)
            {
                settings.Notify(KafkaNotices.TransactionLost.With($"A transaction for '{settings.Topic}' at {settings.Bootstrap} was lost and is written again: {producer.Loss}."));
            }
        }
    }

    /// <summary>Commits the epochs, each with its marker; the records that the brokers refuse are reported and left out.</summary>
    private bool TryWrite(TransactionalProducer producer, SinkState state, long committed)
    {
        foreach (var epoch in state.Unconfirmed.Where(epoch => epoch.CheckpointId > committed))
        {
            var outbox = _rests.TryGetValue((state.Life.Subtask, epoch.CheckpointId), out var rest) ? rest : epoch.Prepared;
            if (!TryWrite(producer, new Marker(state.Life, epoch.CheckpointId), outbox))
            {
                if (producer.HasSuspects)
                {
                    _rests[(state.Life.Subtask, epoch.CheckpointId)] = WithoutRefused(state.Life.Subtask, outbox, producer.TakeSuspects());
                }

                return false;
            }
        }

        return true;
    }

    private byte[] WithoutRefused(int subtask, ReadOnlyMemory<byte> outbox, IReadOnlyList<Suspect> suspects)
    {
        var refused = FindRefused(subtask, suspects);
        if (refused.Count == 0)
        {
            settings.Batches.Halve();
        }

        foreach (var record in refused)
        {
            onRefused(record);
        }

        using var rest = OutboxReader.Without(outbox.Span, refused.Select(r => r.Tag).ToHashSet());
        return rest.Seal();
    }

    private bool TryWrite(TransactionalProducer producer, Marker marker, ReadOnlyMemory<byte> outbox)
    {
        producer.Begin();
        if (!outbox.IsEmpty)
        {
            OutboxReader.Produce(outbox.Span, producer);
            producer.Flush();
            KillSwitch.Pass(KillPoint.OutboxWritten);
        }

        return producer.TryCommit(names.Group(marker.Life.Subtask), marker);
    }
}
