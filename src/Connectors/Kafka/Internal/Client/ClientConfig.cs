namespace AkkaStreamProc.Connectors.Kafka.Internal.Client;

/// <summary>Puts the settings of a librdkafka client together: defaults, then the user's, then what must be so.</summary>
internal static class ClientConfig
{
    /// <param name="bootstrap">The brokers to ask first.</param>
    /// <param name="defaults">What the user may change.</param>
    /// <param name="properties">The user's settings.</param>
    /// <param name="required">What the connector's promises rest on.</param>
    /// <exception cref="KafkaConnectorException">The user sets what the connector must set.</exception>
    public static IReadOnlyDictionary<string, string> Merge(
        string bootstrap,
        IReadOnlyDictionary<string, string> defaults,
        IReadOnlyDictionary<string, string> properties,
        IReadOnlyDictionary<string, string> required)
    {
        var merged = new Dictionary<string, string>(defaults)
        {
            ["reconnect.backoff.max.ms"] = "2000",
            ["client.id"] = "akkastreamproc",
        };
        foreach (var (name, value) in properties)
        {
            if (required.ContainsKey(name) || IsBootstrap(name))
            {
                throw new KafkaConnectorException(
                    $"The Kafka client property '{name}' is set by the connector itself, because its promises rest on it. "
                    + "Remove it from the properties; bootstrap servers and the group have options of their own.");
            }

            merged[name] = value;
        }

        foreach (var (name, value) in required)
        {
            merged[name] = value;
        }

        merged["bootstrap.servers"] = bootstrap;
        return merged;
    }

    private static bool IsBootstrap(string name) => name is "bootstrap.servers" or "metadata.broker.list";
}
