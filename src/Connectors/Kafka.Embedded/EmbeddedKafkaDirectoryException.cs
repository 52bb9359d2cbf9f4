namespace AkkaStreamProc.Connectors.Kafka.Embedded;

/// <summary>The data directory cannot be used: not accessible, in use by another broker, or its content is damaged.</summary>
public sealed class EmbeddedKafkaDirectoryException : EmbeddedKafkaException
{
    internal EmbeddedKafkaDirectoryException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
