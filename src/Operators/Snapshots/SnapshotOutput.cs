using System.IO.Hashing;

namespace AkkaStreamProc.Operators.Snapshots;

/// <summary>Carries a snapshot to a stream piece by piece, so that no more than a piece of it is ever in memory, and hashes it.</summary>
internal sealed class SnapshotOutput(Stream destination)
{
    private readonly XxHash3 _hash = new();

    /// <summary>Takes small pieces; <see cref="Flush"/> passes them on.</summary>
    public SnapshotWriter Writer { get; } = new(4096);

    public void Flush()
    {
        Pass(Writer.Written.Span);
        Writer.Clear();
    }

    /// <summary>Writes bytes with their length before them, without a copy.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        Writer.WriteCount(bytes.Length);
        Flush();
        Pass(bytes);
    }

    /// <summary>Ends the snapshot with the hash of everything before.</summary>
    public void Complete()
    {
        Flush();
        Writer.WriteUInt64(_hash.GetCurrentHashAsUInt64());
        Flush();
    }

    private void Pass(ReadOnlySpan<byte> bytes)
    {
        _hash.Append(bytes);
        destination.Write(bytes);
    }
}
