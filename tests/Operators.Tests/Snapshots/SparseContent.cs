using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.Tests.Snapshots;

/// <summary>Bytes of any number, most of which are zero and take no memory.</summary>
internal sealed class SparseContent : Stream, ISnapshotContent
{
    private const int PageBytes = 1 << 16;

    private readonly Dictionary<long, byte[]> _pages = [];
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

    /// <summary>How many bytes were read.</summary>
    public long BytesRead { get; private set; }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var (page, offset) = (_length / PageBytes, (int)(_length % PageBytes));
            var part = buffer[..Math.Min(buffer.Length, PageBytes - offset)];
            if (part.ContainsAnyExcept((byte)0))
            {
                if (!_pages.TryGetValue(page, out var bytes))
                {
                    _pages[page] = bytes = new byte[PageBytes];
                }

                part.CopyTo(bytes.AsSpan(offset));
            }

            _length += part.Length;
            buffer = buffer[part.Length..];
        }
    }

    public void Read(long position, Span<byte> buffer)
    {
        BytesRead += buffer.Length;
        while (!buffer.IsEmpty)
        {
            var offset = (int)(position % PageBytes);
            var part = buffer[..Math.Min(buffer.Length, PageBytes - offset)];
            if (_pages.TryGetValue(position / PageBytes, out var bytes))
            {
                bytes.AsSpan(offset, part.Length).CopyTo(part);
            }
            else
            {
                part.Clear();
            }

            position += part.Length;
            buffer = buffer[part.Length..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
