using System.IO.Hashing;

namespace AkkaStreamProc.Actors.Checkpoints.Stores;

/// <summary>Takes a snapshot as it is written: in memory up to a limit, from there on in an object.</summary>
/// <param name="limit">How many bytes may stay in memory.</param>
/// <param name="create">Begins the object, or <see langword="null"/> to keep everything in memory.</param>
/// <param name="pointer">What the snapshot store is to hold for an object of a length, or <see langword="null"/> for nothing.</param>
internal sealed class SnapshotSpool(int limit, Func<CheckpointObject>? create, Func<long, SnapshotPointer>? pointer) : WriteOnlyStream
{
    private readonly XxHash3 _hash = new();
    private MemoryStream? _memory = new();
    private CheckpointObject? _object;
    private long _length;

    public override long Length => _length;

    /// <summary>The XxHash3 of what was written.</summary>
    public ulong Hash => _hash.GetCurrentHashAsUInt64();

    /// <summary>Ends the snapshot; its object, where it has one, is durable then.</summary>
    /// <returns>What the snapshot store is to hold: the snapshot, or a pointer to its object, or nothing.</returns>
    public byte[]? Complete()
    {
        if (_object is null)
        {
            return _memory!.ToArray();
        }

        _object.Complete();
        return pointer?.Invoke(_length).ToBytes();
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

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _object?.Dispose();
        }

        base.Dispose(disposing);
    }
}
