using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Specs;

/// <summary>Bytes, or nothing at all.</summary>
internal sealed class NullableBytes : Confluent.Kafka.IDeserializer<byte[]?>
{
    public byte[]? Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) => isNull ? null : data.ToArray();
}
