using System.Buffers.Binary;
using System.Text;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

/// <summary>
/// Reads the protocol's primitive types from one request, big-endian.
/// Strings, arrays and records follow the compact encoding where <see cref="Flexible"/> is set.
/// Every read checks the bounds and throws <see cref="WireFormatException"/>; nothing is allocated on the word of a length alone.
/// </summary>
internal sealed class WireReader(byte[] buffer, int start, int length)
{
    private readonly int _end = start + length;
    private int _position = start;

    /// <summary>Who sends the request.</summary>
    public ClientSession Session { get; init; } = new("");

    /// <summary>Whether the request's version uses compact lengths and tagged fields.</summary>
    public bool Flexible { get; set; }

    public int Remaining => _end - _position;

    public bool ReadBoolean() => ReadInt8() != 0;

    public sbyte ReadInt8() => (sbyte)Take(1)[0];

    public short ReadInt16() => BinaryPrimitives.ReadInt16BigEndian(Take(2));

    public int ReadInt32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    public long ReadInt64() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

    public Guid ReadUuid() => new(Take(16), bigEndian: true);

    public string ReadString() => ReadNullableString() ?? throw new WireFormatException("A string that must be present is null.");

    public string? ReadNullableString()
    {
        int count = Flexible ? ReadCompactLength() : ReadInt16();
        return count == -1 ? null : Encoding.UTF8.GetString(Take(count));
    }

    /// <summary>The number of elements that follow; -1 for a null array.</summary>
    public int ReadArrayLength()
    {
        int count = Flexible ? ReadCompactLength() : ReadInt32();

        // Every element takes at least a byte, so a longer array cannot be in this request.
        return count >= -1 && count <= Remaining ? count : throw new WireFormatException($"An array of {count} elements in {Remaining} bytes.");
    }

    public int[] ReadInt32Array()
    {
        int count = ReadArrayLength();
        if (count > Remaining / sizeof(int))
        {
            throw new WireFormatException($"An array of {count} integers in {Remaining} bytes.");
        }

        var values = new int[Math.Max(count, 0)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ReadInt32();
        }

        return values;
    }

    /// <summary>The bytes of a records field, in place: the caller may patch them. Null is an empty segment.</summary>
    public ArraySegment<byte> ReadRecords()
    {
        int count = Flexible ? ReadCompactLength() : ReadInt32();
        if (count == -1)
        {
            return ArraySegment<byte>.Empty;
        }

        int at = _position;
        Take(count);
        return new ArraySegment<byte>(buffer, at, count);
    }

    /// <summary>A copy of a bytes field; null is empty.</summary>
    public byte[] ReadBytes() => [.. ReadRecords()];

    public string[] ReadStringArray()
    {
        var values = new List<string>();
        for (int left = ReadArrayLength(); left > 0; left--)
        {
            values.Add(ReadString());
        }

        return [.. values];
    }

    /// <summary>Passes over the tagged fields that end a structure of a flexible version.</summary>
    public void SkipTags()
    {
        if (!Flexible)
        {
            return;
        }

        for (uint tags = ReadUnsignedVarint(); tags > 0; tags--)
        {
            ReadUnsignedVarint();
            uint size = ReadUnsignedVarint();
            Take(size <= int.MaxValue ? (int)size : -1);
        }
    }

    private int ReadCompactLength()
    {
        uint encoded = ReadUnsignedVarint();
        return encoded <= int.MaxValue ? (int)encoded - 1 : throw new WireFormatException($"A compact length of {encoded}.");
    }

    private uint ReadUnsignedVarint()
    {
        uint value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte next = Take(1)[0];
            value |= (uint)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new WireFormatException("A variable-length integer of more than five bytes.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)Remaining)
        {
            throw new WireFormatException($"The request ends {Remaining} bytes on, where {count} are announced.");
        }

        var span = new ReadOnlySpan<byte>(buffer, _position, count);
        _position += count;
        return span;
    }
}
