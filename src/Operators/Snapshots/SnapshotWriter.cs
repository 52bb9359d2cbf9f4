using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.Snapshots;

/// <summary>Writes the primitive values snapshots consist of: little-endian numbers, variable-length counts, UTF-8.</summary>
/// <param name="initialCapacity">For how many bytes there is room at first.</param>
/// <param name="spill">Takes what is written whenever it has become much; otherwise it stays until it is asked for.</param>
internal sealed class SnapshotWriter(int initialCapacity = 256, SnapshotWriter.Spill? spill = null)
{
    private const int SpillAt = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new(initialCapacity);

    /// <summary>Takes bytes, before it returns.</summary>
    public delegate void Spill(ReadOnlySpan<byte> bytes);

    public IBufferWriter<byte> Buffer => _buffer;

    /// <summary>What the value at hand refers to.</summary>
    public ReferenceWriter References { get; } = new();

    public int Length => _buffer.WrittenCount;

    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    public void Clear() => _buffer.ResetWrittenCount();

    /// <summary>One of many values is complete: what was written may go where it belongs.</summary>
    public void Pause()
    {
        if (spill is not null && _buffer.WrittenCount >= SpillAt)
        {
            spill(_buffer.WrittenSpan);
            Clear();
        }
    }

    public void WriteByte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }

    public void WriteInt64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.GetSpan(sizeof(long)), value);
        _buffer.Advance(sizeof(long));
    }

    public void WriteInt16(short value)
    {
        BinaryPrimitives.WriteInt16LittleEndian(_buffer.GetSpan(sizeof(short)), value);
        _buffer.Advance(sizeof(short));
    }

    public void WriteInt32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.GetSpan(sizeof(int)), value);
        _buffer.Advance(sizeof(int));
    }

    public void WriteUInt64(ulong value) => WriteInt64((long)value);

    /// <summary>Writes a count or length in seven-bit groups, low ones first.</summary>
    public void WriteCount(int value)
    {
        var rest = (uint)value;
        while (rest >= 0x80)
        {
            WriteByte((byte)(rest | 0x80));
            rest >>= 7;
        }

        WriteByte((byte)rest);
    }

    public void WriteString(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        WriteCount(length);
        Encoding.UTF8.GetBytes(value, _buffer.GetSpan(length));
        _buffer.Advance(length);
    }

    public void WriteRaw(ReadOnlySpan<byte> bytes) => _buffer.Write(bytes);

    /// <summary>Writes bytes with their length before them.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        WriteCount(bytes.Length);
        WriteRaw(bytes);
    }
}
