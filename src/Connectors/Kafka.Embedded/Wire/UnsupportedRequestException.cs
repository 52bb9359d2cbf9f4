namespace AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

/// <summary>A request, or a version of one, that this broker does not advertise.</summary>
/// <param name="kind">What is the same for all such requests.</param>
/// <param name="message">What is told of it.</param>
internal sealed class UnsupportedRequestException(string kind, string message) : Exception(message)
{
    public string Kind => kind;
}
