using System.IO.Hashing;

namespace AkkaStreamProc.Operators.Snapshots;

/// <summary>Carries a snapshot to a stream as it is written, so that no section is ever whole in memory, and keeps what its index says of them.</summary>
internal sealed class SnapshotOutput
{
    private readonly Stream _destination;
    private readonly XxHash3 _hash = new();
    private long _length;

    public SnapshotOutput(Stream destination)
    {
        _destination = destination;
        Section = new SnapshotWriter(4096, Spill);
    }

    /// <summary>How many bytes were written.</summary>
    public long Position { get; private set; }

    /// <summary>What will stand behind the sections.</summary>
    public SnapshotWriter Index { get; } = new(4096);

    /// <summary>Takes the section at hand.</summary>
    public SnapshotWriter Section { get; }

    /// <summary>How many bytes of the section at hand there are.</summary>
    public long SectionLength => _length + Section.Length;

    /// <summary>Ends the section at hand: its length and hash go into the index.</summary>
    /// <exception cref="SectionTooLargeException">It has more than 2 GiB.</exception>
    public void EndSection()
    {
        Spill(Section.Written.Span);
        Section.Clear();
        if (_length > int.MaxValue)
        {
            throw new SectionTooLargeException();
        }

        Index.WriteCount((int)_length);
        if (_length > 0)
        {
            Index.WriteUInt64(_hash.GetCurrentHashAsUInt64());
        }

        _hash.Reset();
        _length = 0;
    }

    /// <summary>Writes bytes that the index knows nothing of.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        _destination.Write(bytes);
        Position += bytes.Length;
    }

    /// <summary>Ends the snapshot with the index, its length and its hash.</summary>
    public void Complete()
    {
        var (length, hash) = (Index.Length, XxHash3.HashToUInt64(Index.Written.Span));
        Index.WriteInt64(length);
        Index.WriteUInt64(hash);
        WriteRaw(Index.Written.Span);
    }

    /// <summary>A section has more than 2 GiB.</summary>
    internal sealed class SectionTooLargeException : Exception;

    private void Spill(ReadOnlySpan<byte> bytes)
    {
        _hash.Append(bytes);
        _length += bytes.Length;
        WriteRaw(bytes);
    }
}
