namespace AkkaStreamProc.Connectors.Kafka.Embedded.Network;

/// <summary>The order to cut connections; each order counts anew.</summary>
internal sealed class ConnectionCut(long afterBytes)
{
    public long AfterBytes => afterBytes;
}
