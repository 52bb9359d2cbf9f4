using System.Collections.Concurrent;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>Reads the files of one subtask in rotation. Used on the worker only.</summary>
internal sealed class FileReadLoop<T>(
    IDeserializer<T> deserializer,
    FileSourceOptions options,
    ISubtaskContext context,
    FetchQueue<T> queue)
{
    private readonly Queue<FileSplitReader<T>> _active = new();
    private readonly Queue<FileSplitReader<T>> _waiting = new();
    private readonly ConcurrentDictionary<string, bool> _paused = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _caughtUp = new(StringComparer.Ordinal);
    private SourceFetch<T>? _next;
    private volatile bool _isLookDue;

    /// <summary>Takes files to read.</summary>
    public void Add(IEnumerable<OffsetSplit> splits)
    {
        foreach (var split in splits)
        {
            _active.Enqueue(new FileSplitReader<T>(split, FormatOf(split.Id), options, context));
        }
    }

    /// <summary>Lets a file be read, or not for now. Any thread may call it.</summary>
    public void SetPaused(string id, bool isPaused)
    {
        if (isPaused)
        {
            _paused[id] = true;
        }
        else
        {
            _paused.TryRemove(id, out _);
        }
    }

    /// <summary>Whether everything that there was of a file has been handed over once. Any thread may call it.</summary>
    public bool HasCaughtUp(string id) => _caughtUp.ContainsKey(id);

    /// <summary>Makes the next <see cref="Run"/> look for growth. Any thread may call it.</summary>
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

        for (var paused = 0; paused < _active.Count && _active.TryDequeue(out var reader);)
        {
            if (_paused.ContainsKey(reader.Split.Id))
            {
                paused++;
                Rotate(reader);
                continue;
            }

            if (reader.TryRead(out var fetch))
            {
                Rotate(reader);
                return fetch;
            }

            if (reader.HasFoundEnd && _caughtUp.TryAdd(reader.Split.Id, true))
            {
                context.Wake();
            }

            _waiting.Enqueue(reader);
            if (_waiting.Count > options.MaxOpenFiles)
            {
                reader.Close();
            }
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
