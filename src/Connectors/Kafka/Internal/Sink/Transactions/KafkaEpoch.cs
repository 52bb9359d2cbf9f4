using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink.Transactions;

/// <summary>An epoch in an outbox and, where it has one, in a transaction.</summary>
/// <remarks>
/// The outbox has all its records, so a transaction that is lost (the brokers timed it out or were away) or was never
/// begun changes nothing but who commits: in the end the epoch is settled from the outbox.
/// </remarks>
internal sealed class KafkaEpoch<T>(KafkaTarget<T> target, SinkLife life) : ITransactionalEpoch<T>
{
    private readonly Outbox _outbox = new();
    private TransactionSlot? _slot;
    private PreparedEpoch? _prepared;

    /// <summary>How many bytes its outbox has.</summary>
    public long OutboxBytes => _outbox.Bytes;

    /// <summary>Whether it has a slot, be its transaction lost or not.</summary>
    public bool HasSlot => _slot is not null;

    /// <summary>Whether all its records are in a transaction that is not known to be lost.</summary>
    public bool IsInTransaction => _slot is { Loss: null };

    public void Write(RecordBatch<T> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var record = target.Encoder.Encode(batch.Values[i], batch.Timestamps[i]);
            _outbox.Append(record);
            _slot?.Produce(record);
        }

        _slot?.Serve();
        target.OnGrown();
    }

    /// <summary>Takes a slot whose transaction has begun: writes there what the outbox has, and what follows as it comes.</summary>
    public void Enter(TransactionSlot slot)
    {
        _slot = slot;
        if (_prepared is { } prepared)
        {
            slot.Replay(prepared.Prepared.Span);
            slot.Flush();
        }
        else if (_outbox.Bytes > 0)
        {
            slot.Replay(_outbox.Snapshot());
        }
    }

    public ReadOnlyMemory<byte> Prepare(long checkpointId)
    {
        _slot?.Flush();
        var prepared = new PreparedEpoch(checkpointId, _outbox.Seal());
        _prepared = prepared;
        return prepared.Prepared;
    }

    public void Commit()
    {
        var prepared = _prepared!.Value;
        if (_slot is { Loss: null } slot && slot.TryCommit(target.GroupOf(life), new Marker(life, prepared.CheckpointId)))
        {
            slot.Release();
        }
        else
        {
            target.MakeUpFor(life, prepared, _slot?.Loss);
        }

        _slot = null;
        _outbox.Dispose();
        target.OnCommitted(this, prepared.CheckpointId);
    }

    /// <summary>Gives the transaction up: behind it, it is aborted, or was committed before.</summary>
    public void Leave()
    {
        _slot?.GiveUp();
        _slot = null;
    }

    public void Discard()
    {
        _slot?.Abort();
        _slot?.Release();
        _slot = null;
        _outbox.Dispose();
        target.OnDiscarded(this);
    }
}
