using System.IO.Hashing;

namespace AkkaStreamProc.Actors.Checkpoints.Stores;

/// <summary>Takes a snapshot as it is written: in memory up to a limit, from there on in an object.</summary>
/// <param name="limit">How many bytes may stay in memory.</param>
/// <param name="create">Begins the object, or <see langword="null"/> to keep everything in memory.</param>
/// <param name="pointer">What the snapshot store is to hold for an object of a length.</param>
internal sealed class SnapshotSpool(int limit, Func<CheckpointObject>? create, Func<long, SnapshotPointer> pointer) : Stream
{
    private readonly XxHash3 _hash = new();
    private MemoryStream? _memory = new();
    private CheckpointObject? _object;
    private long _length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    /// <summary>The XxHash3 of what was written.</summary>
    public ulong Hash => _hash.GetCurrentHashAsUInt64();

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <summary>Ends the snapshot.</summary>
    /// <returns>What the snapshot store is to hold: the snapshot, or a pointer to its object, which is durable now.</returns>
    public byte[] Complete()
    {
        if (_object is null)
        {
            return _memory!.ToArray();
        }

        _object.Complete();
        return pointer(_length).ToBytes();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_memory is not null && create is not null && _length + buffer.Length > limit)
        {
            _object = create();
            _memory.WriteTo(_object);
            _memory = null;
        }

        ((Stream?)_memory ?? _object!).Write(buffer);
        _hash.Append(buffer);
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
        if (disposing)
        {
            _object?.Dispose();
        }

        base.Dispose(disposing);
    }
}
