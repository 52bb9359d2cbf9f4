using System.Collections.Concurrent;
using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Operators.Batches;

/// <summary>The batches of one record type and size that nobody owns at the moment.</summary>
/// <remarks>
/// Bounded, so that a burst does not keep its memory for ever. A batch is taken from those that the same thread gave
/// back last, which its core still has in its cache, and only then from those of other threads.
/// </remarks>
internal sealed class BatchPool<T>(int maxPooled)
{
    /// <summary>Those of <see cref="RecordBatch.DefaultCapacity"/>.</summary>
    public static readonly BatchPool<T> Full = new(maxPooled: 512);

    /// <summary>Those of <see cref="RecordBatch.SmallCapacity"/>.</summary>
    public static readonly BatchPool<T> Small = new(maxPooled: 8192);

    private readonly ConcurrentBag<RecordBatch<T>> _free = [];
    private int _count;

    public RecordBatch<T>? TryTake()
    {
        if (!_free.TryTake(out var batch))
        {
            return null;
        }

        Interlocked.Decrement(ref _count);
        return batch;
    }

    public void Give(RecordBatch<T> batch)
    {
        if (Interlocked.Increment(ref _count) > maxPooled || MemoryShortage.IsThere)
        {
            Interlocked.Decrement(ref _count);
            return;
        }

        _free.Add(batch);
    }
}
