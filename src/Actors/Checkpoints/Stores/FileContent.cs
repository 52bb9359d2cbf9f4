using AkkaStreamProc.Operators.Snapshots;
using Microsoft.Win32.SafeHandles;

namespace AkkaStreamProc.Actors.Checkpoints.Stores;

/// <summary>A snapshot in a file, open until it is disposed. It may be deleted meanwhile.</summary>
internal sealed class FileContent : ISnapshotContent
{
    private readonly SafeFileHandle _handle;

    public FileContent(string path)
    {
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.SequentialScan);
        Length = RandomAccess.GetLength(_handle);
    }

    public long Length { get; }

    public void Read(long position, Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var read = RandomAccess.Read(_handle, buffer, position);
            if (read == 0)
            {
                throw new EndOfStreamException($"It ends at byte {position}.");
            }

            buffer = buffer[read..];
            position += read;
        }
    }

    public void Dispose() => _handle.Dispose();
}
