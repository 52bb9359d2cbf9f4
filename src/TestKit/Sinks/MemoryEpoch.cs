using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.TestKit.Sinks;

/// <summary>An epoch in memory. What is prepared is kept by the memory itself, so a checkpoint holds only its name.</summary>
internal sealed class MemoryEpoch<T>(TransactionalMemory<T> memory, MemoryTarget<T> target, SinkLife life) : ITransactionalEpoch<T>
{
    private readonly MemoryTransaction<T> _transaction = memory.Begin(life.Subtask, target);
    private PreparedEpoch _prepared;

    public void Write(RecordBatch<T> batch) => _transaction.Records.AddRange(batch.Values.AsSpan(0, batch.Count));

    public ReadOnlyMemory<byte> Prepare(long checkpointId)
    {
        var outbox = Guid.NewGuid();
        memory.Keep(outbox, [.. _transaction.Records]);
        _prepared = new PreparedEpoch(checkpointId, outbox.ToByteArray());
        return _prepared.Prepared;
    }

    public void Commit()
    {
        if (!memory.TryCommit(_transaction, life, _prepared.CheckpointId))
        {
            target.Settle(new SinkState(life, 0, [_prepared]));
        }
    }

    public void Discard() => memory.Abort(_transaction);
}
