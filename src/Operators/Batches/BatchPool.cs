using System.Collections.Concurrent;

namespace AkkaStreamProc.Operators.Batches;

/// <summary>The batches of one record type that nobody owns at the moment.</summary>
/// <remarks>
/// Bounded, so that a burst does not keep its memory for ever. Shared by all threads: a batch is returned
/// by its receiver, seldom by the thread that rented it.
/// </remarks>
internal static class BatchPool<T>
{
    private const int MaxPooled = 512;

    private static readonly ConcurrentQueue<RecordBatch<T>> Free = new();

    private static int _count;

    public static RecordBatch<T>? TryTake()
    {
        if (!Free.TryDequeue(out var batch))
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

        Free.Enqueue(batch);
    }
}
