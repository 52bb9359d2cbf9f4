namespace AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

/// <summary>What is known of the client at the other end of one connection. Owned by the connection.</summary>
/// <param name="host">Its address.</param>
internal sealed class ClientSession(string host)
{
    public string Host => host;

    /// <summary>The name of its own choice, as the latest request has it.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The way it has chosen to authenticate; null before.</summary>
    public string? SaslMechanism { get; set; }

    /// <summary>Whom it has proven to be; null before.</summary>
    public string? User { get; set; }

    /// <summary>Whether the connection ends with the answer that is being written.</summary>
    public bool EndsAfterAnswer { get; set; }
}
