using System.IO.Hashing;

namespace AkkaStreamProc.Operators.Snapshots;

/// <summary>Carries a snapshot to a stream section by section, so that no more than one is ever in memory, and keeps what its index says of them.</summary>
internal sealed class SnapshotOutput(Stream destination)
{
    /// <summary>How many bytes were written.</summary>
    public long Position { get; private set; }

    /// <summary>What will stand behind the sections.</summary>
    public SnapshotWriter Index { get; } = new(4096);

    /// <summary>Writes a section, and its length and hash into the index.</summary>
    public void WriteSection(ReadOnlySpan<byte> bytes)
    {
        Index.WriteCount(bytes.Length);
        if (!bytes.IsEmpty)
        {
            Index.WriteUInt64(XxHash3.HashToUInt64(bytes));
            WriteRaw(bytes);
        }
    }

    /// <summary>Writes bytes that the index knows nothing of.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        destination.Write(bytes);
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
}
