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
    private int _announced;
    private bool _isStarted;
    private bool _isFinished;
    private bool _isHeld;

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

    /// <summary>
    /// Tells that every split found at the start has been announced by a fetch; until then the subtask takes part in
    /// nothing. Required once. Worker side.
    /// </summary>
    public void MarkStarted() => Change(() => _isStarted = true);

    /// <summary>
    /// Makes the splits of the first discovery known, all at once and before anything is read, and tells that the
    /// discovery is over. Takes no room from the fetches. Worker side.
    /// </summary>
    /// <param name="splits">What was found.</param>
    /// <param name="holds">
    /// Whether no record may be taken before <see cref="Release"/>, because the positions depend on the moment (the end of
    /// a log) and no checkpoint holds them yet: a failure would make the job begin elsewhere.
    /// </param>
    /// <exception cref="InvalidOperationException">A fetch was handed over before.</exception>
    public void Announce(IReadOnlyCollection<SourceSplit> splits, bool holds = false) => Change(() =>
    {
        if (_fetches.Count > 0)
        {
            throw new InvalidOperationException("Splits are announced before the first fetch.");
        }

        foreach (var split in splits)
        {
            _fetches.Enqueue(new SourceFetch<T>(split, null));
        }

        _announced = splits.Count;
        _isHeld = holds;
        _isStarted = true;
    });

    /// <summary>Ends the holding back of <see cref="Announce"/>, when a checkpoint that holds the positions is complete. Subtask side.</summary>
    public void Release()
    {
        if (_isHeld)
        {
            Change(() => _isHeld = false);
        }
    }

    /// <summary>Tells that no fetch will follow. Worker side.</summary>
    public void MarkFinished() => Change(() => _isStarted = _isFinished = true);

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

    /// <summary>Takes the next fetch. Subtask side; see <see cref="ISourceReader{T}.Read"/>.</summary>
    public ReadStatus Take(out SourceFetch<T> fetch)
    {
        lock (_gate)
        {
            if (_isHeld && _announced == 0)
            {
                fetch = default;
                _isAwaited = true;
                return ReadStatus.Waiting;
            }

            if (_fetches.TryDequeue(out fetch))
            {
                if (_announced > 0)
                {
                    _announced--;
                }
                else
                {
                    _slots.Release();
                }

                return ReadStatus.Data;
            }

            if (_isFinished)
            {
                return ReadStatus.Finished;
            }

            _isAwaited = true;
            return _isStarted ? ReadStatus.Waiting : ReadStatus.Starting;
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
