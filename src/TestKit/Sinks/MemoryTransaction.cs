namespace AkkaStreamProc.TestKit.Sinks;

/// <summary>A transaction of a <see cref="TransactionalMemory{T}"/>.</summary>
internal sealed class MemoryTransaction<T>(int subtask)
{
    public int Subtask => subtask;

    public List<T> Records { get; } = [];

    public bool IsLost { get; set; }
}
