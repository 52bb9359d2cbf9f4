using System.Buffers;
using System.Buffers.Binary;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

/// <summary>
/// Cuts a connection's bytes into request frames.
/// The buffer grows with the bytes that have really arrived, so an announced length costs no memory by itself.
/// </summary>
internal sealed class FrameReader(Stream stream, int maxFrameBytes) : IDisposable
{
    private const int FirstCapacity = 64 << 10;
    private const int KeptCapacity = 2 << 20;
    private readonly byte[] _prefix = new byte[sizeof(int)];
    private byte[] _buffer = [];

    /// <summary>The next request, valid until the next call; null once the client has gone, even in mid-request.</summary>
    /// <exception cref="WireFormatException">The announced length is negative or above the limit.</exception>
    public async ValueTask<ArraySegment<byte>?> ReadAsync(CancellationToken cancellation)
    {
        if (!await FillAsync(_prefix, cancellation).ConfigureAwait(false))
        {
            return null;
        }

        int size = BinaryPrimitives.ReadInt32BigEndian(_prefix);
        if (size < 0 || size > maxFrameBytes)
        {
            throw new WireFormatException($"A request of {size} bytes; the limit is {maxFrameBytes}.");
        }

        Recycle(size);
        for (int received = 0; received < size;)
        {
            if (received == _buffer.Length)
            {
                Grow(received, (int)Math.Min(size, received * 4L));
            }

            int count = await ReceiveAsync(_buffer.AsMemory(received, Math.Min(size, _buffer.Length) - received), cancellation).ConfigureAwait(false);
            if (count == 0)
            {
                return null;
            }

            received += count;
        }

        return new ArraySegment<byte>(_buffer, 0, size);
    }

    public void Dispose() => Replace([]);

    private void Recycle(int size)
    {
        if (_buffer.Length == 0 || (_buffer.Length > KeptCapacity && size <= KeptCapacity))
        {
            Replace(ArrayPool<byte>.Shared.Rent(Math.Min(Math.Max(size, 256), FirstCapacity)));
        }
    }

    private void Grow(int used, int capacity)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(capacity);
        _buffer.AsSpan(0, used).CopyTo(larger);
        Replace(larger);
    }

    private void Replace(byte[] buffer)
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = buffer;
    }

    /// <summary>Returns 0 once the client has gone, in whatever manner.</summary>
    private async ValueTask<int> ReceiveAsync(Memory<byte> target, CancellationToken cancellation)
    {
        try
        {
            return await stream.ReadAsync(target, cancellation).ConfigureAwait(false);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private async ValueTask<bool> FillAsync(Memory<byte> target, CancellationToken cancellation)
    {
        while (target.Length > 0)
        {
            int count = await ReceiveAsync(target, cancellation).ConfigureAwait(false);
            if (count == 0)
            {
                return false;
            }

            target = target[count..];
        }

        return true;
    }
}
