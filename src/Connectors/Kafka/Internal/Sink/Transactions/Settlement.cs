using AkkaStreamProc.Operators.KillPoints;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink.Transactions;

/// <summary>Commits epochs from their outboxes, however often it takes. Blocks; for the worker.</summary>
/// <remarks>
/// All that settles the epochs of a subtask, in whatever attempt, does so under one transactional id: it fences, reads
/// the marker behind the fence, and writes. Of two that settle at once, the later fence aborts the other's transaction
/// or waits until it is committed, and then sees its marker. So an epoch is written once.
/// </remarks>
internal sealed class Settlement(TransactionSettings settings, SinkNames names, MarkerStore markers)
{
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

    /// <summary>Commits a marker without records.</summary>
    public void Mark(Marker marker) => Repeat(marker.Life.Subtask, producer => TryWrite(producer, marker, ReadOnlyMemory<byte>.Empty));

    private void Repeat(int subtask, Func<TransactionalProducer, bool> attempt)
    {
        for (var isDone = false; !isDone;)
        {
            using var producer = new TransactionalProducer(names.TransactionalId(subtask, SinkNames.Settling), settings);
            producer.Fence();
            isDone = attempt(producer);
            if (!isDone)
            {
                settings.Notify($"A transaction for '{settings.Topic}' at {settings.Bootstrap} was lost and is written again: {producer.Loss}.");
            }
        }
    }

    private bool TryWrite(TransactionalProducer producer, SinkState state, long committed) => state.Unconfirmed
        .Where(epoch => epoch.CheckpointId > committed)
        .All(epoch => TryWrite(producer, new Marker(state.Life, epoch.CheckpointId), epoch.Prepared));

    private bool TryWrite(TransactionalProducer producer, Marker marker, ReadOnlyMemory<byte> outbox)
    {
        producer.Begin();
        if (!outbox.IsEmpty)
        {
            OutboxReader.Produce(outbox.Span, producer);
            KillSwitch.Pass(KillPoint.OutboxWritten);
        }

        return producer.TryCommit(names.Group(marker.Life.Subtask), marker);
    }
}
