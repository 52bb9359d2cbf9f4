using System.Diagnostics.CodeAnalysis;
using System.Text;
using AkkaStreamProc.Connectors.Kafka;

namespace AkkaStreamProc.Kafka.Specs;

/// <summary>Writes down everything a record has.</summary>
internal sealed class WholeRecord : IKafkaDeserializer<string>
{
    public bool TryDeserialize(in KafkaMessage message, [MaybeNullWhen(false)] out string value, [NotNullWhen(false)] out string? reason)
    {
        reason = null;
        var key = message.HasKey ? Encoding.UTF8.GetString(message.Key) : "none";
        if (message.IsTombstone)
        {
            value = $"tombstone of {key}";
            return true;
        }

        var header = message.Headers.TryGet("h", out var h) ? Encoding.UTF8.GetString(h) : "none";
        var other = message.Headers.TryGet("other", out var o) ? Encoding.UTF8.GetString(o) : "none";
        value = $"{message.Topic}/{message.Partition}@{message.Offset} {message.Timestamp} {key}={Encoding.UTF8.GetString(message.Value)} h={header} other={other}";
        return true;
    }
}
