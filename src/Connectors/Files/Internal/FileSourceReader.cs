using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>The subtask's side of a file source: asks the worker to read whenever there is room for a fetch.</summary>
/// <remarks>
/// The worker never waits: it reads until the queue is full or the files are read, and is asked again when a fetch was
/// taken and, for followed files, at every poll interval. After a failure it reads no more.
/// </remarks>
internal sealed class FileSourceReader<T> : ISourceReader<T>
{
    private readonly ISubtaskContext _context;
    private readonly FileSourceOptions _options;
    private readonly FetchQueue<T> _queue;
    private readonly FileReadLoop<T> _loop;
    private ITimer? _poll;
    private int _isAsked;
    private bool _canRead = true;

    public FileSourceReader(IDeserializer<T> deserializer, FileSourceOptions options, ISubtaskContext context)
    {
        _context = context;
        _options = options;
        _queue = new FetchQueue<T>(context.Wake);
        _loop = new FileReadLoop<T>(deserializer, options, context, _queue);
    }

    public void Add(IReadOnlyList<SourceSplit> splits)
    {
        _context.Worker.Post(() =>
        {
            _loop.Add(splits.Cast<OffsetSplit>());
            Ask();
        });
        if (_options.IsFollowing)
        {
            _poll ??= _context.Time.CreateTimer(_ => Poll(), null, _options.PollInterval, _options.PollInterval);
        }
    }

    public long BufferedBytes => _queue.Bytes;

    public bool TryRead(out SourceFetch<T> fetch)
    {
        if (!_queue.TryTake(out fetch))
        {
            return false;
        }

        Ask();
        return true;
    }

    public bool? HasCaughtUp(string splitId) => _loop.HasCaughtUp(splitId);

    public void SetPaused(string splitId, bool isPaused)
    {
        _loop.SetPaused(splitId, isPaused);
        if (!isPaused)
        {
            Ask();
        }
    }

    public void Dispose()
    {
        _poll?.Dispose();
        _queue.Dispose();
        _context.Worker.Post(_loop.Close);
    }

    private void Poll()
    {
        _loop.RequestLook();
        Ask();
    }

    private void Ask()
    {
        if (Interlocked.Exchange(ref _isAsked, 1) == 0)
        {
            _context.Worker.Post(Run);
        }
    }

    private void Run()
    {
        // Before looking at the queue, so that a fetch that is taken meanwhile asks again.
        Volatile.Write(ref _isAsked, 0);
        if (_canRead)
        {
            // Set again only where reading comes to its end.
            _canRead = false;
            _loop.Run();
            _canRead = true;
        }
    }
}
