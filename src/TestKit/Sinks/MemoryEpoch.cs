using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.TestKit.Sinks;

/// <summary>An epoch in memory. What is prepared is kept by the memory itself, so a checkpoint holds only its name.</summary>
internal sealed class MemoryEpoch<T>(TransactionalMemory<T> memory, MemoryTarget<T> target, SinkLife life, ISubtaskContext context) : ITransactionalEpoch<T>
{
    private readonly MemoryTransaction<T> _transaction = memory.Begin(life.Subtask, target);
    private PreparedEpoch _prepared;
    private int _decided;

    public void Write(RecordBatch<T> batch) => _transaction.Records.AddRange(batch.Values);

    public void Flush()
    {
        var accepted = _transaction.Records[.._decided];
        foreach (var record in _transaction.Records.Skip(_decided))
        {
            if (memory.Refuses(record) is { } reason)
            {
                context.Refuse(new RefusedRecord<T>(record, reason));
            }
            else
            {
                accepted.Add(record);
            }
        }

        _transaction.Records.Clear();
        _transaction.Records.AddRange(accepted);
        _decided = accepted.Count;
    }

    public ReadOnlyMemory<byte> Prepare(long checkpointId)
    {
        Flush();
        var outbox = Guid.NewGuid();
        memory.Keep(outbox, [.. _transaction.Records]);
        _prepared = new PreparedEpoch(checkpointId, outbox.ToByteArray());
        return _prepared.Prepared;
    }

    public void Commit()
    {
        if (!memory.TryCommit(_transaction, life, _prepared.CheckpointId))
        {
            target.SettleOwn(new SinkState(life, 0, [_prepared]));
        }
    }

    public void Discard() => memory.Abort(_transaction);
}
