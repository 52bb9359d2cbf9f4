using System.Buffers.Binary;
using System.Text;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.Snapshots;

/// <summary>Reads what a <see cref="SnapshotWriter"/> wrote.</summary>
internal sealed class SnapshotReader(ReadOnlyMemory<byte> bytes)
{
    private int _position;

    public bool IsAtEnd => _position == bytes.Length;

    public int Position => _position;

    /// <summary>The objects of the value at hand.</summary>
    public ReferenceReader References { get; } = new();

    public byte ReadByte() => Take(1)[0];

    public short ReadInt16() => BinaryPrimitives.ReadInt16LittleEndian(Take(sizeof(short)));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public ulong ReadUInt64() => (ulong)ReadInt64();

    public int ReadCount()
    {
        var value = 0u;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var part = ReadByte();
            value |= (uint)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value <= int.MaxValue ? (int)value : throw Damaged();
            }
        }

        throw Damaged();
    }

    public string ReadString() => Encoding.UTF8.GetString(Take(ReadCount()));

    public ReadOnlyMemory<byte> ReadBytes()
    {
        var length = ReadCount();
        var start = _position;
        Take(length);
        return bytes.Slice(start, length);
    }

    public ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > bytes.Length - _position)
        {
            throw Damaged();
        }

        var span = bytes.Span.Slice(_position, length);
        _position += length;
        return span;
    }

    internal SnapshotException Damaged() =>
        new($"The snapshot ends early or is damaged: byte {_position} of {bytes.Length} does not fit what stands before it.");
}
