using Microsoft.Win32.SafeHandles;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

/// <summary>
/// One file of a partition's log: batches one after the other, named after the first offset it may hold.
/// Appending and searching are guarded by the partition's lock; bytes below <see cref="Bytes"/> never change, so they may be read without it.
/// </summary>
internal sealed class LogSegment : IDisposable
{
    public const string Extension = ".log";
    private readonly SafeFileHandle _file;
    private readonly string _directory;
    private string _path;

    /// <summary>Opens or creates a segment's file; what is in it is registered by recovery.</summary>
    /// <param name="directory">The partition's directory.</param>
    /// <param name="baseOffset">The first offset it may hold.</param>
    /// <param name="extension">Says whether it counts already.</param>
    public LogSegment(string directory, long baseOffset, string extension = Extension)
    {
        BaseOffset = baseOffset;
        NextOffset = baseOffset;
        _directory = directory;
        _path = PathOf(directory, baseOffset, extension);
        _file = File.OpenHandle(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
    }

    public long BaseOffset { get; }

    /// <summary>One past the last offset in the segment.</summary>
    public long NextOffset { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>The highest timestamp in the segment, in milliseconds since the epoch; -1 while it is empty.</summary>
    public long MaxTimestamp { get; private set; } = -1;

    /// <summary>The highest timestamp, or where no record has one, when the file was last written.</summary>
    public long NewestMs => MaxTimestamp >= 0 ? MaxTimestamp : new DateTimeOffset(File.GetLastWriteTimeUtc(_path)).ToUnixTimeMilliseconds();

    public SegmentIndex Index { get; } = new();

    /// <summary>Bytes in the file, which may be more than the sound batches before recovery.</summary>
    public long FileBytes => RandomAccess.GetLength(_file);

    public string Path => _path;

    /// <summary>When the first batch was appended in this life of the broker, in milliseconds since the epoch; null before.</summary>
    public long? BegunMs { get; set; }

    public static string PathOf(string directory, long baseOffset, string extension = Extension) => System.IO.Path.Combine(directory, baseOffset.ToString("D20") + extension);

    /// <summary>Writes one placed batch at the end; when the write fails the segment is as before.</summary>
    public void Append(ReadOnlySpan<byte> batch, in BatchHeader placed, bool flush)
    {
        try
        {
            RandomAccess.Write(_file, batch, Bytes);
            if (flush)
            {
                RandomAccess.FlushToDisk(_file);
            }
        }
        catch (IOException)
        {
            // What was written of it must not stay behind: the next segment may begin before another batch covers it.
            CutTail();
            throw;
        }

        Register(placed);
    }

    /// <summary>Counts in a batch that is in the file at <see cref="Bytes"/>.</summary>
    public void Register(in BatchHeader placed)
    {
        Index.Add(placed.BaseOffset, Bytes, placed.TotalBytes, MaxTimestamp);
        MaxTimestamp = Math.Max(MaxTimestamp, placed.MaxTimestamp);
        NextOffset = placed.NextOffset;
        Bytes += placed.TotalBytes;
    }

    /// <summary>Cuts everything behind the registered batches off the file.</summary>
    public void CutTail() => RandomAccess.SetLength(_file, Bytes);

    public void Flush() => RandomAccess.FlushToDisk(_file);

    /// <summary>Fills <paramref name="target"/> from <paramref name="position"/>; returns fewer bytes only at the end of the file.</summary>
    /// <exception cref="ObjectDisposedException">The segment has been removed meanwhile.</exception>
    public int Read(long position, Span<byte> target)
    {
        int done = 0;
        while (done < target.Length)
        {
            int count = RandomAccess.Read(_file, target[done..], position + done);
            if (count == 0)
            {
                break;
            }

            done += count;
        }

        return done;
    }

    /// <summary>The header of the batch that begins at <paramref name="position"/>.</summary>
    public BatchHeader ReadHeader(long position)
    {
        Span<byte> bytes = stackalloc byte[BatchHeader.Size];
        return Read(position, bytes) == bytes.Length
            ? BatchHeader.Read(bytes)
            : throw new IOException($"The log file {_path} has become shorter than its {Bytes} bytes while the broker was using it.");
    }

    /// <summary>The start of the batch that holds <paramref name="offset"/>, or of the first one after it; <see cref="Bytes"/> when there is none.</summary>
    public long Find(long offset)
    {
        long position = Index.PositionOfOffset(offset);
        while (position < Bytes)
        {
            BatchHeader header = ReadHeader(position);
            if (header.NextOffset > offset)
            {
                break;
            }

            position += header.TotalBytes;
        }

        return position;
    }

    /// <summary>Renames the file, in place of one of that name.</summary>
    public void MoveTo(string extension)
    {
        string target = PathOf(_directory, BaseOffset, extension);
        File.Move(_path, target, overwrite: true);
        _path = target;
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Closes and removes the file; readers in mid-read still finish.</summary>
    public void Delete()
    {
        _file.Dispose();
        File.Delete(_path);
    }
}
