using System.Globalization;
using AkkaStreamProc.Connectors.Kafka.Embedded;

namespace AkkaStreamProc.Host.Brokers;

/// <summary>A topic the broker is to have.</summary>
internal sealed record TopicRequest(string Name, int Partitions)
{
    /// <summary>Understands <c>name</c> or <c>name:partitions</c>.</summary>
    /// <exception cref="HostException">It is neither.</exception>
    public static TopicRequest Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 && text.Length > 0)
        {
            return new TopicRequest(text, 1);
        }

        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var partitions) && partitions > 0
            ? new TopicRequest(text[..colon], partitions)
            : throw HostException.Usage($"'--topic' must be NAME or NAME:PARTITIONS, such as clicks:4, but is '{text}'.");
    }

    /// <summary>Creates the topic unless it exists.</summary>
    /// <exception cref="HostException">It exists with another number of partitions.</exception>
    public async Task EnsureAsync(EmbeddedKafka kafka)
    {
        if (!kafka.Topics.TryGetValue(Name, out var partitions))
        {
            await kafka.CreateTopicAsync(Name, Partitions).ConfigureAwait(false);
        }
        else if (partitions != Partitions)
        {
            throw HostException.Usage($"The topic '{Name}' exists with {partitions} partitions, not {Partitions}. Ask for '{Name}:{partitions}', or take another data directory.");
        }
    }
}
