namespace AkkaStreamProc.Connectors.Kafka.Embedded;

/// <summary>A topic cannot be created or deleted as asked: its name, its size or its configuration is not allowed, or it exists or is missing.</summary>
public sealed class EmbeddedKafkaTopicException : EmbeddedKafkaException
{
    internal EmbeddedKafkaTopicException(string message)
        : base(message, null)
    {
    }
}
