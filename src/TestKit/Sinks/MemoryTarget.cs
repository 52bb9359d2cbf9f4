using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.TestKit.Sinks;

/// <summary>One attempt's access to a <see cref="TransactionalMemory{T}"/>.</summary>
internal sealed class MemoryTarget<T>(TransactionalMemory<T> memory, ISubtaskContext context) : ITransactionalTarget<T>
{
    public void Fence(IReadOnlyList<int> subtasks, long checkpointId)
    {
        foreach (var subtask in subtasks)
        {
            memory.Fence(subtask, this);
        }
    }

    public void Found(SinkLife life, long checkpointId) => memory.Found(life, checkpointId, this);

    public void Settle(SinkState inherited) => memory.Settle(inherited, this);

    public ITransactionalEpoch<T> Begin(SinkLife life) => new MemoryEpoch<T>(memory, this, life, context);

    public void Dispose()
    {
    }
}
