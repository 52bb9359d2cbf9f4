using System.Buffers;
using System.Buffers.Binary;
using K4os.Compression.LZ4;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink.Outboxes;

/// <summary>The records of one epoch as bytes, so that they can be written again when their transaction is gone.</summary>
/// <remarks>
/// <para>
/// Records are appended to a chunk, which is compressed as soon as it is full: the cost is spread over the epoch, and at
/// the barrier only the last chunk is left. Used by one thread; what <see cref="Seal"/> returns is immutable.
/// </para>
/// <para>
/// Format: version (1 byte), then for each chunk its length (4, little-endian), its compressed length (4) and its LZ4
/// block; the records within a chunk as <see cref="OutboxRecord"/> writes them.
/// </para>
/// </remarks>
internal sealed class Outbox : IDisposable
{
    public const byte Version = 1;
    public const int ChunkHeader = 2 * sizeof(int);
    private const int ChunkSize = 256 * 1024;

    private readonly List<(byte[] Bytes, int Length)> _chunks = [];
    private byte[] _open = [];
    private int _length;

    /// <summary>How many bytes it holds, compressed where a chunk is full.</summary>
    public long Bytes { get; private set; }

    public void Append(EncodedRecord record)
    {
        var size = OutboxRecord.MaxSize(record);
        if (_open.Length - _length < size)
        {
            Compress();
            _open = ArrayPool<byte>.Shared.Rent(Math.Max(ChunkSize, size));
        }

        var written = OutboxRecord.Write(record, _open.AsSpan(_length));
        _length += written;
        Bytes += written;
    }

    /// <summary>Ends it.</summary>
    public byte[] Seal()
    {
        var sealedBytes = Snapshot();
        Dispose();
        Bytes = sealedBytes.Length;
        return sealedBytes;
    }

    /// <summary>What it has until now, in the form of <see cref="Seal"/>; it goes on.</summary>
    public byte[] Snapshot()
    {
        Compress();
        var sealedBytes = new byte[1 + _chunks.Sum(c => c.Length)];
        sealedBytes[0] = Version;
        var position = 1;
        foreach (var (bytes, length) in _chunks)
        {
            bytes.AsSpan(0, length).CopyTo(sealedBytes.AsSpan(position));
            position += length;
        }

        return sealedBytes;
    }

    public void Dispose()
    {
        foreach (var (bytes, _) in _chunks)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        _chunks.Clear();
        ReturnOpen();
    }

    private void Compress()
    {
        if (_length > 0)
        {
            var target = ArrayPool<byte>.Shared.Rent(ChunkHeader + LZ4Codec.MaximumOutputSize(_length));
            var compressed = LZ4Codec.Encode(_open.AsSpan(0, _length), target.AsSpan(ChunkHeader), LZ4Level.L00_FAST);
            BinaryPrimitives.WriteInt32LittleEndian(target, _length);
            BinaryPrimitives.WriteInt32LittleEndian(target.AsSpan(sizeof(int)), compressed);
            _chunks.Add((target, ChunkHeader + compressed));
            Bytes += ChunkHeader + compressed - _length;
        }

        ReturnOpen();
    }

    private void ReturnOpen()
    {
        if (_open.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_open);
        }

        _open = [];
        _length = 0;
    }
}
