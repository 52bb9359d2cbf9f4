using System.Text;
using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Specs;

/// <summary>UTF-8 text, or nothing at all.</summary>
internal sealed class NullableText : Confluent.Kafka.ISerializer<string?>, Confluent.Kafka.IDeserializer<string?>
{
    public byte[]? Serialize(string? data, SerializationContext context) => data is null ? null : Encoding.UTF8.GetBytes(data);

    public string? Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) => isNull ? null : Encoding.UTF8.GetString(data);
}
