using AkkaStreamProc.Connectors.Kafka.Internal.Sink.Outboxes;
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
    private Outbox _outbox = new();
    private TransactionSlot? _slot;
    private PreparedEpoch? _prepared;
    private readonly List<(T Record, long Timestamp)>? _kept = target.Refusals.WantsRecords ? [] : null;
    private long _count;

    /// <summary>How many bytes its outbox has.</summary>
    public long OutboxBytes => _outbox.Bytes;

    /// <summary>Whether it has a slot, be its transaction lost or not.</summary>
    public bool HasSlot => _slot is not null;

    /// <summary>Whether all its records are in a transaction that is not known to be lost.</summary>
    public bool IsInTransaction => _slot is { Loss: null };

    public void Write(RecordBatch<T> batch)
    {
        var now = target.NowMs;
        var bytes = 0L;
        for (var i = 0; i < batch.Count; i++)
        {
            if (!target.Encoder.TryEncode(batch.Values[i], batch.Timestamps[i], now, target.Refusals, out var record))
            {
                continue;
            }

            bytes += record.Key.Length + record.Value.Length;
            _outbox.Append(record);
            _kept?.Add((batch.Values[i], batch.Timestamps[i]));
            _slot?.Produce(record, _count);
            _count++;
        }

        target.CountBytes(bytes);
        _slot?.Serve();
        SettleRefusals();
        target.OnGrown();
    }

    public void Flush()
    {
        _slot?.Flush();
        SettleRefusals();
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
        Flush();
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
        _kept?.Clear();
        target.OnCommitted(this, prepared.CheckpointId);
    }

    /// <summary>Gives the transaction up: behind it, it is aborted, or was committed before.</summary>
    public void Leave()
    {
        _slot?.GiveUp();
        _slot = null;
    }

    /// <summary>
    /// Takes the records out that the brokers refuse: a refused record costs the whole transaction, so the others are
    /// written in another one.
    /// </summary>
    private void SettleRefusals()
    {
        while (_slot is { HasRefusals: true } slot)
        {
            var suspects = slot.TakeSuspects();
            Leave();
            var refused = target.FindRefused(life, suspects);
            Report(refused);
            if (refused.Count == 0)
            {
                target.HalveBatches();
            }
            else
            {
                var rest = OutboxReader.Without(_outbox.Snapshot(), refused.Select(r => r.Tag).ToHashSet());
                _outbox.Dispose();
                _outbox = rest;
                _count -= refused.Count;
            }

            target.EnterTransactions();
            _slot?.Flush();
        }
    }

    private void Report(IReadOnlyList<Suspect> refused)
    {
        foreach (var record in refused)
        {
            if (_kept is null)
            {
                target.Refusals.Report(record);
            }
            else
            {
                var (value, timestamp) = _kept[(int)record.Tag];
                target.Refusals.Report(value, timestamp, record.Reason, encoded: record.Value);
            }
        }

        foreach (var record in refused.Reverse())
        {
            _kept?.RemoveAt((int)record.Tag);
        }
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
