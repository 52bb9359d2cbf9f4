using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Conformance.Clusters;

/// <summary>How clients reach the brokers outside: <c>KAFKA_BOOTSTRAP</c>, and where they need more, a file of librdkafka properties at <c>KAFKA_CONFIG</c>.</summary>
internal static class ClientSettings
{
    public static string? OutsideBootstrap => Environment.GetEnvironmentVariable("KAFKA_BOOTSTRAP") is { Length: > 0 } bootstrap ? bootstrap : null;

    /// <summary>What every client of <paramref name="bootstrap"/> has set.</summary>
    public static ClientConfig For(string bootstrap)
    {
        var config = new ClientConfig { BootstrapServers = bootstrap, AllowAutoCreateTopics = false };
        if (bootstrap == OutsideBootstrap && Environment.GetEnvironmentVariable("KAFKA_CONFIG") is { Length: > 0 } file)
        {
            foreach (string line in File.ReadLines(file).Where(line => line.Contains('=') && !line.StartsWith('#')))
            {
                int equals = line.IndexOf('=');
                config.Set(line[..equals].Trim(), line[(equals + 1)..].Trim());
            }
        }

        return config;
    }
}
