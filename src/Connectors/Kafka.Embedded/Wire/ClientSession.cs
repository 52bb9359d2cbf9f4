namespace AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

/// <summary>What is known of the client at the other end of one connection. Owned by the connection.</summary>
/// <param name="host">Its address.</param>
internal sealed class ClientSession(string host)
{
    public string Host => host;

    /// <summary>The name of its own choice, as the latest request has it.</summary>
    public string ClientId { get; set; } = "";
}
