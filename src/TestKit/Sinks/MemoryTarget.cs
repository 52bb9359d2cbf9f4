using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.TestKit.Sinks;

/// <summary>One attempt's access to a <see cref="TransactionalMemory{T}"/>.</summary>
internal sealed class MemoryTarget<T>(TransactionalMemory<T> memory, ISubtaskContext context) : ITransactionalTarget<T>
{
    private long _restored;

    public void Fence(IReadOnlyList<int> subtasks, long checkpointId)
    {
        _restored = checkpointId;
        foreach (var subtask in subtasks)
        {
            memory.Fence(subtask, this);
        }
    }

    public void Found(SinkLife life, long checkpointId)
    {
        memory.Explain(life.Subtask, context.Life, _restored);
        memory.Found(life, checkpointId, this);
    }

    public void Settle(SinkState inherited)
    {
        memory.Explain(inherited.Life.Subtask, context.Life, _restored);
        memory.Settle(inherited, this);
    }

    /// <summary>The same for an epoch of this attempt, whose marker has gone on since the restore.</summary>
    public void SettleOwn(SinkState own) => memory.Settle(own, this);

    public ITransactionalEpoch<T> Begin(SinkLife life) => new MemoryEpoch<T>(memory, this, life, context);

    public void Dispose()
    {
    }
}
