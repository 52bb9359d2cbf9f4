namespace AkkaStreamProc.Connectors.Kafka.Embedded;

/// <summary>The broker cannot listen on the address it was given: the port is taken or no port, or the host is not this machine's.</summary>
public sealed class EmbeddedKafkaAddressException : EmbeddedKafkaException
{
    internal EmbeddedKafkaAddressException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
