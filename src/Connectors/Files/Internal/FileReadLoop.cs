using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>Reads the files of one subtask in rotation. Used on the worker only.</summary>
internal sealed class FileReadLoop<T>(
    FilePattern pattern,
    IDeserializer<T> deserializer,
    FileSourceOptions options,
    ISubtaskContext context,
    FetchQueue<T> queue)
{
    private readonly SplitDiscovery _discovery = new(pattern, options.IsFollowing, context);
    private readonly Queue<SourceFetch<T>> _announced = new();
    private readonly Queue<FileSplitReader<T>> _active = new();
    private readonly Queue<FileSplitReader<T>> _waiting = new();
    private SourceFetch<T>? _next;
    private bool _isStarted;
    private volatile bool _isLookDue;

    /// <summary>Finds the files and checks them.</summary>
    public void Begin(IReadOnlyList<SourceSplit> restored, bool isRestored)
    {
        // Every split is made known before the first record, or the watermark would run ahead of those to come.
        Add(_discovery.Begin(restored, isRestored));
    }

    /// <summary>Makes the next <see cref="Run"/> look for growth and for new files. Any thread may call it.</summary>
    public void RequestLook() => _isLookDue = true;

    /// <summary>Hands fetches over until there is no room or nothing to read.</summary>
    public void Run()
    {
        while (!queue.Disposed.IsCancellationRequested)
        {
            _next ??= Produce();
            if (_next is not { } fetch || !queue.TryPut(fetch))
            {
                return;
            }

            _next = null;
        }
    }

    /// <summary>Closes every file.</summary>
    public void Close()
    {
        _next?.Batch?.Return();
        _next = null;
        foreach (var reader in _active)
        {
            reader.Close();
        }

        foreach (var reader in _waiting)
        {
            reader.Close();
        }

        _active.Clear();
        _waiting.Clear();
    }

    private SourceFetch<T>? Produce()
    {
        if (_isLookDue)
        {
            Look();
        }

        if (_announced.TryDequeue(out var announced))
        {
            return announced;
        }

        if (!_isStarted)
        {
            _isStarted = true;
            queue.MarkStarted();
        }

        while (_active.TryDequeue(out var reader))
        {
            if (reader.TryRead(out var fetch))
            {
                Rotate(reader);
                return fetch;
            }

            _waiting.Enqueue(reader);
            if (_waiting.Count > options.MaxOpenFiles)
            {
                reader.Close();
            }
        }

        if (!options.IsFollowing)
        {
            queue.MarkFinished();
        }

        return null;
    }

    private void Rotate(FileSplitReader<T> reader)
    {
        if (reader.Split.IsFinished)
        {
            return;
        }

        _active.Enqueue(reader);
        if (_active.Count > options.MaxOpenFiles)
        {
            reader.Close();
        }
    }

    private void Look()
    {
        _isLookDue = false;
        while (_waiting.TryDequeue(out var reader))
        {
            _active.Enqueue(reader);
        }

        Add(_discovery.FindNew());
    }

    private void Add(IReadOnlyList<SourceSplit> splits)
    {
        foreach (var split in splits)
        {
            _announced.Enqueue(new SourceFetch<T>(split, null));
            if (!split.IsFinished)
            {
                _active.Enqueue(new FileSplitReader<T>(split, FormatOf(split.Id), options, context));
            }
        }
    }

    private IRecordFormat<T> FormatOf(string path)
    {
        var isCsv = path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
        var format = options.Format ?? (isCsv ? FileFormat.Csv : FileFormat.JsonLines);
        return format == FileFormat.Csv
            ? new CsvFormat<T>(deserializer, (byte)options.Delimiter)
            : new JsonLinesFormat<T>(deserializer);
    }
}
