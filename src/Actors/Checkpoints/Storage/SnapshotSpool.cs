using AkkaStreamProc.Shared;

namespace AkkaStreamProc.Actors.Checkpoints.Storage;

/// <summary>Takes a snapshot as it is written: in memory up to a limit, from there on in a file.</summary>
/// <param name="limit">How many bytes may stay in memory.</param>
/// <param name="path">The file, or <see langword="null"/> to keep everything in memory.</param>
internal sealed class SnapshotSpool(int limit, string? path) : Stream
{
    private MemoryStream? _memory = new();
    private FileStream? _file;
    private long _length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <summary>Ends the snapshot.</summary>
    /// <returns>What the snapshot store is to hold: the snapshot, or the manifest of its file, which is durable now.</returns>
    public byte[] Complete()
    {
        if (_file is null)
        {
            return _memory!.ToArray();
        }

        var open = _file.Name;
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        _file = null;
        File.Move(open, path!, overwrite: true);
        DirectorySync.Flush(Path.GetDirectoryName(path!)!);
        return new SnapshotManifest(_length).ToBytes();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_memory is not null && path is not null && _length + buffer.Length > limit)
        {
            Spill();
        }

        ((Stream?)_memory ?? _file!).Write(buffer);
        _length += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && _file is not null)
        {
            // Not completed: half a snapshot is of no use.
            var open = _file.Name;
            _file.Dispose();
            _file = null;
            File.Delete(open);
        }

        base.Dispose(disposing);
    }

    private void Spill()
    {
        DurableDirectory.Create(Path.GetDirectoryName(path!)!);
        _file = new FileStream(path + ".open", FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);
        _memory!.WriteTo(_file);
        _memory = null;
    }
}
