using System.Globalization;

namespace AkkaStreamProc.Connectors.Kafka.Internal;

/// <summary>What stands behind <c>kafka:</c>: brokers, a slash, a topic.</summary>
internal static class KafkaAddress
{
    public const string Form = "kafka:BOOTSTRAP/TOPIC";

    /// <exception cref="KafkaConnectorException">The address has another form.</exception>
    public static (string Bootstrap, string Topic) Parse(string address)
    {
        var slash = address.IndexOf('/', StringComparison.Ordinal);
        var bootstrap = slash < 0 ? "" : address[..slash];
        var topic = slash < 0 ? "" : address[(slash + 1)..];
        if (IsTopic(topic) && bootstrap.Split(',').All(IsBroker))
        {
            return (bootstrap, topic);
        }

        throw new KafkaConnectorException(
            $"'kafka:{address}' is not a Kafka address. The form is {Form}, for example kafka:localhost:9092/clicks; "
            + "several brokers are separated by commas: kafka:a:9092,b:9092/clicks.");
    }

    private static bool IsTopic(string topic) =>
        topic.Length is > 0 and <= 249 && topic.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static bool IsBroker(string broker)
    {
        var colon = broker.LastIndexOf(':');
        return colon > 0
            && ushort.TryParse(broker.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port > 0
            && !broker.Any(char.IsWhiteSpace);
    }
}
