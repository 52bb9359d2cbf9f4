using System.Buffers.Binary;
using System.IO.Compression;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs.Compaction;

/// <summary>
/// Opens the records of a batch. Gzip, Snappy and LZ4 can be read; Zstandard cannot, and such batches are left as they are.
/// </summary>
internal static class Codecs
{
    /// <summary>Records of one batch that are larger than this, unpacked, are left closed.</summary>
    private const int MostBytes = 256 << 20;

    private const int Gzip = 1;
    private const int Snappy = 2;
    private const int Lz4 = 3;
    private const int XerialHeader = 16;
    private const uint Lz4Magic = 0x184D2204;

    private static ReadOnlySpan<byte> XerialMagic => [0x82, (byte)'S', (byte)'N', (byte)'A', (byte)'P', (byte)'P', (byte)'Y', 0];

    /// <summary>The records of a batch, one after the other; null where they cannot be read.</summary>
    public static byte[]? Open(ReadOnlySpan<byte> batch, in BatchHeader header)
    {
        ReadOnlySpan<byte> payload = batch[BatchHeader.Size..];
        try
        {
            return header.Codec switch
            {
                0 => payload.ToArray(),
                Gzip => OpenGzip(payload),
                Snappy => OpenSnappy(payload),
                Lz4 => OpenLz4(payload),
                _ => null,
            };
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentException or IndexOutOfRangeException)
        {
            return null; // What a producer packed wrongly is its readers' matter.
        }
    }

    private static byte[] OpenGzip(ReadOnlySpan<byte> payload)
    {
        using var gzip = new GZipStream(new MemoryStream(payload.ToArray()), CompressionMode.Decompress);
        using var output = new MemoryStream();
        Span<byte> block = stackalloc byte[4096];
        for (int count = gzip.Read(block); count > 0; count = gzip.Read(block))
        {
            output.Write(block[..count]);
            Limit(output.Length);
        }

        return output.ToArray();
    }

    /// <summary>Snappy comes bare, or in the blocks of the Java library.</summary>
    private static byte[] OpenSnappy(ReadOnlySpan<byte> payload)
    {
        var output = new List<byte>();
        if (!payload.StartsWith(XerialMagic))
        {
            AddSnappyBlock(payload, output);
            return [.. output];
        }

        for (ReadOnlySpan<byte> rest = payload[XerialHeader..]; rest.Length > 0;)
        {
            int size = BinaryPrimitives.ReadInt32BigEndian(rest);
            AddSnappyBlock(rest.Slice(sizeof(int), size), output);
            rest = rest[(sizeof(int) + size)..];
        }

        return [.. output];
    }

    private static void AddSnappyBlock(ReadOnlySpan<byte> block, List<byte> output)
    {
        int at = 0;
        long length = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte part = block[at++];
            length |= (long)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                break;
            }
        }

        int start = output.Count;
        Limit(start + length);
        while (at < block.Length)
        {
            int tag = block[at++];
            switch (tag & 3)
            {
                case 0:
                    int size = tag >> 2;
                    if (size >= 60)
                    {
                        int bytes = size - 59;
                        size = (int)LittleEndian(block.Slice(at, bytes));
                        at += bytes;
                    }

                    output.AddRange(block.Slice(at, size + 1));
                    at += size + 1;
                    break;
                case 1:
                    Repeat(output, start, ((tag >> 5) << 8) | block[at], ((tag >> 2) & 7) + 4);
                    at++;
                    break;
                case 2:
                    Repeat(output, start, (int)LittleEndian(block.Slice(at, 2)), (tag >> 2) + 1);
                    at += 2;
                    break;
                default:
                    Repeat(output, start, (int)LittleEndian(block.Slice(at, 4)), (tag >> 2) + 1);
                    at += 4;
                    break;
            }

            Limit(output.Count);
        }

        if (output.Count - start != length)
        {
            throw new InvalidDataException("A block of another length than it says.");
        }
    }

    /// <summary>The frame format; its checksums are not looked at, as the batch has one of its own.</summary>
    private static byte[] OpenLz4(ReadOnlySpan<byte> payload)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(payload) != Lz4Magic)
        {
            throw new InvalidDataException("No frame.");
        }

        int flags = payload[4];
        bool hasBlockChecksums = (flags & 0x10) != 0;
        int at = 7 + ((flags & 0x08) != 0 ? 8 : 0) + ((flags & 0x01) != 0 ? 4 : 0);
        var output = new List<byte>();
        while (true)
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(payload[at..]);
            at += sizeof(uint);
            if (word == 0)
            {
                return [.. output];
            }

            int size = (int)(word & 0x7fffffff);
            ReadOnlySpan<byte> block = payload.Slice(at, size);
            if (word >> 31 != 0)
            {
                output.AddRange(block);
            }
            else
            {
                AddLz4Block(block, output);
            }

            Limit(output.Count);
            at += size + (hasBlockChecksums ? sizeof(uint) : 0);
        }
    }

    private static void AddLz4Block(ReadOnlySpan<byte> block, List<byte> output)
    {
        int at = 0;
        while (at < block.Length)
        {
            int token = block[at++];
            int literals = ExtendedLength(token >> 4, block, ref at);
            output.AddRange(block.Slice(at, literals));
            at += literals;
            if (at == block.Length)
            {
                return;
            }

            int distance = BinaryPrimitives.ReadUInt16LittleEndian(block[at..]);
            at += sizeof(ushort);
            Repeat(output, 0, distance, ExtendedLength(token & 15, block, ref at) + 4);
            Limit(output.Count);
        }
    }

    private static int ExtendedLength(int length, ReadOnlySpan<byte> block, ref int at)
    {
        if (length < 15)
        {
            return length;
        }

        byte more;
        do
        {
            more = block[at++];
            length += more;
        }
        while (more == 255);
        return length;
    }

    /// <summary>Appends what stands <paramref name="distance"/> bytes back; it may overlap what it makes.</summary>
    private static void Repeat(List<byte> output, int start, int distance, int count)
    {
        int from = output.Count - distance;
        if (distance <= 0 || from < start)
        {
            throw new InvalidDataException("A repetition of what is not there.");
        }

        for (int i = 0; i < count; i++)
        {
            output.Add(output[from + i]);
        }
    }

    private static uint LittleEndian(ReadOnlySpan<byte> bytes)
    {
        uint value = 0;
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | bytes[i];
        }

        return value;
    }

    private static void Limit(long bytes)
    {
        if (bytes > MostBytes)
        {
            throw new InvalidDataException("More bytes than a batch may unpack to.");
        }
    }
}
