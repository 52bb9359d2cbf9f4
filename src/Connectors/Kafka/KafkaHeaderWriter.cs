using System.Buffers;
using System.Text;

namespace AkkaStreamProc.Connectors.Kafka;

/// <summary>Takes the headers of one record. Valid for the duration of the call only.</summary>
public sealed class KafkaHeaderWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<(int Name, int Value, int Length)> _headers = [];

    internal KafkaHeaderWriter()
    {
    }

    internal int Count => _headers.Count;

    internal ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    /// <summary>Where the name (ended by a zero byte) and the value of a header lie in <see cref="Bytes"/>.</summary>
    internal (int Name, int Value, int Length) this[int index] => _headers[index];

    /// <summary>Adds a header. A name may occur more than once.</summary>
    /// <param name="name">The name, without zero characters.</param>
    /// <param name="value">The value.</param>
    public void Add(string name, ReadOnlySpan<byte> value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var nameStart = _bytes.WrittenCount;
        Encoding.UTF8.GetBytes(name, _bytes);
        _bytes.Write([(byte)0]);
        _headers.Add((nameStart, _bytes.WrittenCount, value.Length));
        _bytes.Write(value);
    }

    internal void Clear()
    {
        _bytes.ResetWrittenCount();
        _headers.Clear();
    }
}
