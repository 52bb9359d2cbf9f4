using System.Text;
using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Conformance.Clusters;

/// <summary>UTF-8 that tells nothing from an empty text.</summary>
internal sealed class NullableText : ISerializer<string?>, IDeserializer<string?>
{
    public static readonly NullableText Instance = new();

    public byte[]? Serialize(string? data, SerializationContext context) => data is null ? null : Encoding.UTF8.GetBytes(data);

    public string? Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) => isNull ? null : Encoding.UTF8.GetString(data);
}
