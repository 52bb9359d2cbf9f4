using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

/// <summary>
/// Builds one frame in a pooled buffer, big-endian; the counterpart of <see cref="WireReader"/>.
/// Owned by one connection and used for one frame at a time.
/// </summary>
internal sealed class WireWriter : IDisposable
{
    private const int KeptCapacity = 4 << 20;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(1024);
    private int _length;

    /// <summary>Whether what is written now uses compact lengths and tagged fields.</summary>
    public bool Flexible { get; set; }

    /// <summary>What every error code of this frame is written as, whatever it is; null to write it as it is.</summary>
    public ErrorCode? ForcedError { get; set; }

    /// <summary>Bytes written so far; a mark to return to with <see cref="Rewind"/>.</summary>
    public int Length => _length;

    /// <summary>Starts a frame with room for its length, which <see cref="Complete"/> fills in.</summary>
    public void Begin()
    {
        if (_buffer.Length > KeptCapacity)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(1024);
        }

        _length = sizeof(int);
        Flexible = false;
        ForcedError = null;
    }

    /// <summary>The finished frame; valid until the next <see cref="Begin"/>.</summary>
    public ReadOnlyMemory<byte> Complete()
    {
        BinaryPrimitives.WriteInt32BigEndian(_buffer, _length - sizeof(int));
        return _buffer.AsMemory(0, _length);
    }

    public void WriteBoolean(bool value) => WriteInt8(value ? (sbyte)1 : (sbyte)0);

    public void WriteInt8(sbyte value) => Extend(1)[0] = (byte)value;

    public void WriteInt16(short value) => BinaryPrimitives.WriteInt16BigEndian(Extend(2), value);

    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32BigEndian(Extend(4), value);

    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64BigEndian(Extend(8), value);

    public void WriteUuid(Guid value) => value.TryWriteBytes(Extend(16), bigEndian: true, out _);

    public void WriteError(ErrorCode code) => WriteInt16((short)(ForcedError ?? code));

    /// <summary>Writes a string; null where the field is nullable.</summary>
    public void WriteString(string? value)
    {
        int count = value is null ? -1 : Encoding.UTF8.GetByteCount(value);
        if (Flexible)
        {
            WriteUnsignedVarint((uint)(count + 1));
        }
        else
        {
            WriteInt16((short)count);
        }

        if (count > 0)
        {
            Encoding.UTF8.GetBytes(value, Extend(count));
        }
    }

    /// <summary>Announces an array of <paramref name="count"/> elements; -1 is null.</summary>
    public void WriteArrayLength(int count)
    {
        if (Flexible)
        {
            WriteUnsignedVarint((uint)(count + 1));
        }
        else
        {
            WriteInt32(count);
        }
    }

    public void WriteInt32Array(params ReadOnlySpan<int> values)
    {
        WriteArrayLength(values.Length);
        foreach (int value in values)
        {
            WriteInt32(value);
        }
    }

    /// <summary>Announces a records field of <paramref name="count"/> bytes and returns the room for them, to be filled at once.</summary>
    public Span<byte> WriteRecords(int count)
    {
        WriteArrayLength(count);
        return Extend(count);
    }

    /// <summary>Writes a bytes field.</summary>
    public void WriteBytes(ReadOnlySpan<byte> value) => value.CopyTo(WriteRecords(value.Length));

    /// <summary>Ends a structure of a flexible version, without tagged fields.</summary>
    public void WriteTags()
    {
        if (Flexible)
        {
            WriteUnsignedVarint(0);
        }
    }

    /// <summary>Takes back everything written since <paramref name="length"/>.</summary>
    public void Rewind(int length) => _length = length;

    /// <summary>Makes room ahead of a large response, which saves growing step by step.</summary>
    public void EnsureFree(int count)
    {
        if (_buffer.Length - _length >= count)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_length + count), (int)Math.Min(_buffer.Length * 2L, Array.MaxLength)));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void WriteUnsignedVarint(uint value)
    {
        while (value >= 0x80)
        {
            Extend(1)[0] = (byte)(value | 0x80);
            value >>= 7;
        }

        Extend(1)[0] = (byte)value;
    }

    private Span<byte> Extend(int count)
    {
        EnsureFree(count);
        int at = _length;
        _length += count;
        return _buffer.AsSpan(at, count);
    }
}
