using System.Globalization;
using AkkaStreamProc.Connectors.Kafka.Internal.Client;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink;

/// <summary>The settings of a sink's client.</summary>
internal static class SinkConfig
{
    public static void Validate<T>(KafkaSinkOptions<T> options)
    {
        if (string.IsNullOrWhiteSpace(options.Bootstrap) || string.IsNullOrWhiteSpace(options.Topic))
        {
            throw new KafkaConnectorException("A Kafka sink needs bootstrap servers (host:port, several separated by commas) and a topic.");
        }

        if (options.MaxUnconfirmedBytes is < 1024 or > int.MaxValue * 1024L)
        {
            throw new KafkaConnectorException(
                $"MaxUnconfirmedBytes of the Kafka sink for '{options.Topic}' is {options.MaxUnconfirmedBytes}; it must be 1 KiB to 2 TiB.");
        }

        _ = Create(options);
    }

    public static IReadOnlyDictionary<string, string> Create<T>(KafkaSinkOptions<T> options)
    {
        var required = new Dictionary<string, string>
        {
            ["enable.idempotence"] = "true",
            ["acks"] = "all",
            ["message.timeout.ms"] = "0",
            ["delivery.report.only.error"] = "true",
            ["queue.buffering.max.messages"] = "0",
            ["queue.buffering.max.kbytes"] = (options.MaxUnconfirmedBytes / 1024).ToString(CultureInfo.InvariantCulture),
        };
        foreach (var alias in Aliases)
        {
            if (options.Properties.ContainsKey(alias))
            {
                throw new KafkaConnectorException($"The Kafka sink sets the property '{alias}' itself, because its promises rest on it. Remove it.");
            }
        }

        return ClientConfig.Merge(options.Bootstrap, Defaults, options.Properties, required);
    }

    private static readonly string[] Aliases = ["request.required.acks", "delivery.timeout.ms", "retries", "message.send.max.retries"];

    // How large a record may be is the topic's decision; the library need not know better.
    private static readonly Dictionary<string, string> Defaults = new()
    {
        ["partitioner"] = "murmur2_random",
        ["message.max.bytes"] = "1000000000",
        ["topic.metadata.propagation.max.ms"] = "5000",
    };
}
