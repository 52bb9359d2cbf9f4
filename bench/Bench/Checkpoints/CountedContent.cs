using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Bench.Checkpoints;

/// <summary>A snapshot that tells how many bytes of it are read.</summary>
internal sealed class CountedContent(ISnapshotContent content, Action<long> onRead) : ISnapshotContent
{
    public long Length => content.Length;

    public void Read(long position, Span<byte> buffer)
    {
        onRead(buffer.Length);
        content.Read(position, buffer);
    }

    public void Dispose() => content.Dispose();
}
