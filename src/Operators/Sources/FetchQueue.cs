using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Operators.Sources;

/// <summary>The bounded hand-over of fetches from a reader's worker thread to its subtask.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// One producer (the worker) and one consumer (the subtask). The producer blocks while the queue is full, which is the
/// back-pressure of a blocking client; the consumer never blocks and is woken once for each time it found nothing.
/// </remarks>
public sealed class FetchQueue<T> : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<SourceFetch<T>> _fetches = new();
    private readonly SemaphoreSlim _slots;
    private readonly CancellationTokenSource _disposed = new();
    private readonly Action _wake;
    private bool _isAwaited;

    /// <summary>Creates an empty queue.</summary>
    /// <param name="wake">How to wake the subtask (<see cref="Execution.ISubtaskContext.Wake"/>).</param>
    /// <param name="capacity">How many fetches may wait.</param>
    public FetchQueue(Action wake, int capacity = 8)
    {
        _wake = wake;
        _slots = new SemaphoreSlim(capacity, capacity);
    }

    /// <summary>Cancelled when the reader is disposed; the worker's blocking calls should observe it.</summary>
    public CancellationToken Disposed => _disposed.Token;

    /// <summary>How many bytes of records wait, about. Any thread.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _fetches.Sum(fetch => fetch.Batch is { } batch ? BatchWeight<T>.Of(batch) : 0);
            }
        }
    }

    /// <summary>Hands a fetch over, waiting while the queue is full. Worker side.</summary>
    /// <exception cref="OperationCanceledException">The reader was disposed.</exception>
    public void Put(SourceFetch<T> fetch)
    {
        _slots.Wait(Disposed);
        Change(() => _fetches.Enqueue(fetch));
    }

    /// <summary>Hands a fetch over if there is room. Worker side.</summary>
    /// <returns>Whether the fetch was taken; otherwise the caller still owns it.</returns>
    public bool TryPut(SourceFetch<T> fetch)
    {
        if (!_slots.Wait(0))
        {
            return false;
        }

        Change(() => _fetches.Enqueue(fetch));
        return true;
    }

    /// <summary>Takes the next fetch. Subtask side; see <see cref="ISourceReader{T}.TryRead"/>.</summary>
    public bool TryTake(out SourceFetch<T> fetch)
    {
        lock (_gate)
        {
            if (_fetches.TryDequeue(out fetch))
            {
                _slots.Release();
                return true;
            }

            _isAwaited = true;
            return false;
        }
    }

    /// <summary>Ends the hand-over: waiting producers are cancelled and fetches that nobody took are returned.</summary>
    public void Dispose()
    {
        _disposed.Cancel();
        lock (_gate)
        {
            while (_fetches.TryDequeue(out var fetch))
            {
                fetch.Batch?.Return();
            }
        }
    }

    private void Change(Action change)
    {
        bool isAwaited;
        lock (_gate)
        {
            change();
            isAwaited = _isAwaited;
            _isAwaited = false;
        }

        if (isAwaited)
        {
            _wake();
        }
    }
}
