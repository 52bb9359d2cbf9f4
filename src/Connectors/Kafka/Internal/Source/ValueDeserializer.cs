using System.Diagnostics.CodeAnalysis;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Source;

/// <summary>Decodes the value of a record and nothing else.</summary>
internal sealed class ValueDeserializer<T>(IDeserializer<T> deserializer, KafkaTombstones tombstones) : IKafkaDeserializer<T>
{
    public bool TryDeserialize(in KafkaMessage message, [MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out string? reason)
    {
        if (message.IsTombstone && tombstones != KafkaTombstones.AreDecodedAsEmpty)
        {
            value = default;
            reason = "the record is a tombstone: it has no value";
            return false;
        }

        return deserializer.TryDeserialize(message.Value, out value, out reason);
    }
}
