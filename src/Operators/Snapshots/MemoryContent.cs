namespace AkkaStreamProc.Operators.Snapshots;

/// <summary>A snapshot in memory.</summary>
internal sealed class MemoryContent(ReadOnlyMemory<byte> bytes) : ISnapshotContent
{
    public long Length => bytes.Length;

    public void Read(long position, Span<byte> buffer) => bytes.Span.Slice((int)position, buffer.Length).CopyTo(buffer);

    public void Dispose()
    {
    }
}
