namespace AkkaStreamProc.Connectors.Kafka.Embedded;

/// <summary>The embedded broker could not do what it was asked; the message names the thing and says what to do.</summary>
public abstract class EmbeddedKafkaException : Exception
{
    private protected EmbeddedKafkaException(string message, Exception? cause)
        : base(message, cause)
    {
    }
}
