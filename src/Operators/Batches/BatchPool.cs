using System.Collections.Concurrent;

namespace AkkaStreamProc.Operators.Batches;

/// <summary>The batches of one record type that nobody owns at the moment.</summary>
/// <remarks>
/// Bounded, so that a burst does not keep its memory for ever. A batch is taken from those that the same thread gave
/// back last, which its core still has in its cache, and only then from those of other threads.
/// </remarks>
internal static class BatchPool<T>
{
    private const int MaxPooled = 512;

    private static readonly ConcurrentBag<RecordBatch<T>> Free = new();

    private static int _count;

    public static RecordBatch<T>? TryTake()
    {
        if (!Free.TryTake(out var batch))
        {
            return null;
        }

        Interlocked.Decrement(ref _count);
        return batch;
    }

    public static void Give(RecordBatch<T> batch)
    {
        if (Interlocked.Increment(ref _count) > MaxPooled)
        {
            Interlocked.Decrement(ref _count);
            return;
        }

        Free.Add(batch);
    }
}
