using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace AkkaStreamProc.Bench.Kafka.Ends;

/// <summary>A record that is the number in its first eight bytes: next to no decoding, so that the client is what is measured.</summary>
internal sealed class FirstBytes(int size) : IDeserializer<long>, ISerializer<long>
{
    public bool TryDeserialize(ReadOnlySpan<byte> data, [MaybeNullWhen(false)] out long value, [NotNullWhen(false)] out string? reason)
    {
        value = BinaryPrimitives.ReadInt64LittleEndian(data);
        reason = null;
        return true;
    }

    public void Serialize(long value, IBufferWriter<byte> output)
    {
        var span = output.GetSpan(size);
        BinaryPrimitives.WriteInt64LittleEndian(span, value);
        output.Advance(size);
    }
}
