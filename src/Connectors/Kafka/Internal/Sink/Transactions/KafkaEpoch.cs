using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.KillPoints;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink.Transactions;

/// <summary>An epoch in an open transaction and, the same once more, in an outbox.</summary>
/// <remarks>
/// A transaction that is lost (the brokers timed it out or were away, or a later epoch needed its producer) changes
/// nothing but who commits: the outbox goes on, and in the end the epoch is settled from it.
/// </remarks>
internal sealed class KafkaEpoch<T> : ITransactionalEpoch<T>
{
    private readonly KafkaTarget<T> _target;
    private readonly SinkLife _life;
    private readonly Outbox _outbox = new();
    private TransactionSlot? _slot;
    private PreparedEpoch _prepared;

    public KafkaEpoch(KafkaTarget<T> target, SinkLife life, TransactionSlot slot, long turn)
    {
        _target = target;
        _life = life;
        if (slot.TryTake(turn, () => _slot = null))
        {
            _slot = slot;
        }
    }

    /// <summary>How many bytes its outbox has.</summary>
    public long OutboxBytes => _outbox.Bytes;

    public void Write(RecordBatch<T> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var record = _target.Encoder.Encode(batch.Values[i], batch.Timestamps[i]);
            _outbox.Append(record);
            _slot?.Produce(record);
        }

        _slot?.Serve();
        _target.OnGrown();
    }

    public ReadOnlyMemory<byte> Prepare(long checkpointId)
    {
        _slot?.Flush();
        _prepared = new PreparedEpoch(checkpointId, _outbox.Seal());
        return _prepared.Prepared;
    }

    public void Commit()
    {
        if (_slot is not { } slot)
        {
            _target.SettleOwn(_life, _prepared);
        }
        else if (slot.Loss is null && slot.TryCommit(_target.GroupOf(_life), new Marker(_life, _prepared.CheckpointId)))
        {
            _target.OnMarked(_prepared.CheckpointId);
        }
        else
        {
            _target.OnLost(slot.Loss);
            slot.Resolve();
            KillSwitch.Pass(KillPoint.LossResolved);
            _target.SettleOwn(_life, _prepared);
        }

        End(slotIsClosed: true);
    }

    public void Discard() => End(slotIsClosed: false);

    private void End(bool slotIsClosed)
    {
        if (_slot is { } slot)
        {
            if (!slotIsClosed)
            {
                slot.Abort();
            }

            slot.Release();
            _slot = null;
        }

        _outbox.Dispose();
        _target.OnEnded(this);
    }
}
