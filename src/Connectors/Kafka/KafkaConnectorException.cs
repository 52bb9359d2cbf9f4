
namespace AkkaStreamProc.Connectors.Kafka;

/// <summary>A failure of a Kafka source or sink: what was attempted, on which topic and brokers, and what to do.</summary>
public sealed class KafkaConnectorException : StreamProcessingException
{
    /// <inheritdoc/>
    public KafkaConnectorException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
