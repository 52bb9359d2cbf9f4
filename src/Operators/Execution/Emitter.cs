using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Operators.Execution;

/// <summary>Gathers single records into batches for an output and counts them.</summary>
internal sealed class Emitter<T>(OutputPort<T> output, OperatorCounters counters)
{
    private RecordBatch<T>? _batch;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(T value, long timestamp)
    {
        var batch = _batch ??= RecordBatch<T>.Rent();
        batch.Append(value, timestamp);
        if (batch.IsFull)
        {
            Flush();
        }
    }

    /// <summary>Emits what is gathered.</summary>
    public void Flush()
    {
        if (_batch is { } batch)
        {
            _batch = null;
            counters.Out += batch.Count;
            output.Emit(batch);
        }
    }
}
