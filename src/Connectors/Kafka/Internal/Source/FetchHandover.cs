using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Source;

/// <summary>Hands fetches over to the subtask without ever blocking the worker.</summary>
/// <remarks>
/// The worker may also serve the sink of the same chain. If it waited for room here, the sink could not write, the subtask
/// would take nothing, and there would never be room. So where the queue is full the worker <em>parks</em>: it reads no further,
/// and the subtask resumes it with the next fetch it takes.
/// </remarks>
internal sealed class FetchHandover<T>(FetchQueue<T> queue)
{
    private readonly Queue<SourceFetch<T>> _waiting = new();
    private int _isParked;

    /// <summary>Takes a fetch for the next <see cref="Flush"/>. Worker side.</summary>
    public void Add(SourceFetch<T> fetch) => _waiting.Enqueue(fetch);

    /// <summary>Hands over what waits. Worker side.</summary>
    /// <returns>Whether the worker goes on; otherwise it stops here, and <see cref="TryResume"/> will tell when to go on.</returns>
    public bool Flush()
    {
        if (TryPutAll())
        {
            return true;
        }

        Volatile.Write(ref _isParked, 1);

        // The subtask may have made room before it could see the mark. Whoever takes the mark away goes on.
        return TryPutAll() && TryResume();
    }

    /// <summary>Whether the worker is parked and the caller is the one to resume it.</summary>
    public bool TryResume() => Volatile.Read(ref _isParked) == 1 && Interlocked.Exchange(ref _isParked, 0) == 1;

    /// <summary>Returns the batches that nobody will take. Worker side.</summary>
    public void Discard()
    {
        while (_waiting.TryDequeue(out var fetch))
        {
            fetch.Batch?.Return();
        }
    }

    private bool TryPutAll()
    {
        while (_waiting.TryPeek(out var fetch))
        {
            if (!queue.TryPut(fetch))
            {
                return false;
            }

            _waiting.Dequeue();
        }

        return true;
    }
}
