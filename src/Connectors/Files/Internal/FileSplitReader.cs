using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>Reads one file, fetch by fetch. Used on the worker only.</summary>
/// <remarks>
/// Where a fetch ends depends on where it began and on the content: after <see cref="RecordBatch.DefaultCapacity"/>
/// records, good or bad, after <see cref="MaxFetchBytes"/>, or at the end of what is there.
/// </remarks>
internal sealed class FileSplitReader<T>(OffsetSplit split, IRecordFormat<T> format, FileSourceOptions options, ISubtaskContext context)
{
    /// <summary>A fetch ends behind the record with which it reaches this many bytes.</summary>
    public const int MaxFetchBytes = 4 * 1024 * 1024;

    private readonly FollowedFile _followed = new(split.Id, options, context.Time, context.Notify);
    private FileWindow? _window;
    private OffsetSplit _told = split;
    private OverlongRecord? _overlong;

    /// <summary>The file and how far it has been read.</summary>
    public OffsetSplit Split { get; private set; } = split;

    /// <summary>Whether a followed file was read to what was its end once, all that there was included of the files that it was rotated from.</summary>
    public bool HasFoundEnd { get; private set; }

    /// <summary>The file that is read, for what is said of a record in it.</summary>
    private string Source => options.IsFollowing ? _followed.Path : Split.Id;

    /// <summary>Whether the last line may still be written.</summary>
    private bool IsGrowing => options.IsFollowing && !_followed.IsOver;

    /// <summary>Reads the next fetch.</summary>
    /// <returns>Whether there was anything; otherwise the file, which is followed, has nothing new.</returns>
    /// <exception cref="FilesException">The file could not be read, or was truncated or replaced.</exception>
    public bool TryRead(out SourceFetch<T> fetch)
    {
        fetch = default;
        try
        {
            _window ??= Open();
            return _window is not null && TryFetch(_window, out fetch);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            if (!options.IsFollowing)
            {
                throw FileErrors.Gone(Split);
            }

            _followed.Miss();
            return false;
        }
        catch (Exception e) when (FileErrors.IsInputOutput(e))
        {
            throw FileErrors.Failed("read the file", Split.Id, e);
        }
    }

    /// <summary>Closes the file; the next fetch opens it again.</summary>
    public void Close()
    {
        // Closed before its end, it has more to read although nothing about it changes.
        var hasMore = _window is not null;
        CloseWindow();
        _followed.Close(hasMore);
    }

    private FileWindow? Open()
    {
        var before = Split;
        if (OpenWindow() is not { } window)
        {
            return null;
        }

        if (Split.Position < before.Position)
        {
            // Another file: what was left unfinished in the former one is over.
            _overlong = null;
        }

        try
        {
            if (!options.IsFollowing)
            {
                SplitCheck.Verify(window, Split);
            }

            if (FileStart.TryPass(window, Split, format, options.MaxRecordBytes, IsGrowing))
            {
                Resume(window);
                return window;
            }
        }
        catch
        {
            window.Dispose();
            throw;
        }

        // There is less than a beginning of it.
        HasFoundEnd |= options.IsFollowing && !_followed.IsFormer;
        window.Dispose();
        return null;
    }

    private FileWindow? OpenWindow()
    {
        if (!options.IsFollowing)
        {
            return new FileWindow(Split.Id, Split.Position, Split.End, options.ChunkBytes);
        }

        var split = Split;
        var file = _followed.Look(ref split);
        Split = split;
        return file is null ? null : new FileWindow(file, Split.Position, options.ChunkBytes);
    }

    private void CloseWindow()
    {
        _window?.Dispose();
        _window = null;
    }

    private void Resume(FileWindow window)
    {
        if (_overlong is null)
        {
            return;
        }

        if (window.FileLength < _overlong.Next)
        {
            // The unfinished line was cut and is written anew.
            _overlong = null;
        }
        else
        {
            window.Seek(_overlong.Next);
        }
    }

    private bool TryFetch(FileWindow window, out SourceFetch<T> fetch)
    {
        var batch = RecordBatch<T>.Rent();
        var bad = new List<BadRecord>();
        var isOver = false;
        while (!isOver
            && batch.Count + bad.Count < RecordBatch.DefaultCapacity
            && window.Position - Split.Position < MaxFetchBytes)
        {
            isOver = !TryTakeRecord(window, batch, bad);
        }

        var position = _overlong?.Position ?? window.Position;
        if (isOver && position < Split.End && !options.IsFollowing)
        {
            throw FileErrors.Shorter(Split, window.FileLength);
        }

        context.CountBytes(position - Split.Position);
        Split = Split with
        {
            Position = position,
            Tag = Extend(window, position),
            IsFinished = position >= Split.End,
        };
        if (isOver || Split.IsFinished)
        {
            CloseWindow();
            if (_followed is { IsFormer: true, IsOver: true })
            {
                Split = _followed.Next(Split);
            }
            else if (options.IsFollowing)
            {
                HasFoundEnd |= !_followed.IsFormer;
                _followed.Rest();
            }
            else
            {
                Close();
            }
        }

        if (batch.Count == 0)
        {
            batch.Return();
            batch = null;
        }

        fetch = new SourceFetch<T>(Split, batch, bad.Count > 0 ? bad : null);
        var isNews = Split != _told || Split.IsFinished;
        _told = Split;
        return isNews;
    }

    private string Extend(FileWindow window, long position)
    {
        var mark = FileMark.Parse(Split.Tag);
        return (mark with { Head = FileHead.Extend(mark.Head, window, position) }).ToString();
    }

    private bool TryTakeRecord(FileWindow window, RecordBatch<T> batch, List<BadRecord> bad)
    {
        if (_overlong is not null)
        {
            return TrySkipOverlong(window, bad);
        }

        var scan = RecordScanner.Next(window, format, options.MaxRecordBytes, IsGrowing);
        var record = window.Unread[..scan.Length];
        switch (scan.Outcome)
        {
            case ScanOutcome.Record:
                Decode(record, window.Position, batch, bad);
                break;
            case ScanOutcome.Malformed:
                bad.Add(BadRecord.Create(Source, window.Position, scan.Reason!, record));
                break;
            case ScanOutcome.TooLong:
                _overlong = new OverlongRecord(window, options.MaxRecordBytes);
                return TrySkipOverlong(window, bad);
            case ScanOutcome.None:
                return false;
        }

        window.Advance(scan.Consumed);
        return true;
    }

    private void Decode(ReadOnlySpan<byte> record, long position, RecordBatch<T> batch, List<BadRecord> bad)
    {
        if (format.TryDecode(record, out var value, out var reason))
        {
            batch.Append(value, RecordBatch.NoTimestamp);
        }
        else
        {
            bad.Add(BadRecord.Create(Source, position, reason, record));
        }
    }

    private bool TrySkipOverlong(FileWindow window, List<BadRecord> bad)
    {
        // The last line of a file that no longer grows ends with the file.
        if (!_overlong!.TrySkip(window) && IsGrowing)
        {
            return false;
        }

        bad.Add(_overlong.ToBadRecord(Source));
        _overlong = null;
        return true;
    }
}
