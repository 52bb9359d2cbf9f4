using System.Buffers;
using System.Buffers.Text;

namespace AkkaStreamProc.Examples.SequenceCheck;

/// <summary>Encodes the key of a record as decimal digits, so that all records of a key come into one partition.</summary>
internal sealed class KeySerializer : ISerializer<CountedRecord>
{
    private const int MaxDigits = 11;

    public void Serialize(CountedRecord value, IBufferWriter<byte> output)
    {
        Utf8Formatter.TryFormat(value.Key, output.GetSpan(MaxDigits), out var length);
        output.Advance(length);
    }
}
