namespace AkkaStreamProc.Connectors.Kafka.Embedded;

/// <summary>Where clients find the one node.</summary>
internal sealed record NodeAddress(string Host, int Port)
{
    /// <summary>The number of the node in every answer.</summary>
    public const int NodeId = 1;
}
