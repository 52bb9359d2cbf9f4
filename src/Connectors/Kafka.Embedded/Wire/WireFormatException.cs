namespace AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

/// <summary>Bytes on a connection are not the Kafka protocol; the connection that sent them is closed, nothing else.</summary>
internal sealed class WireFormatException(string message) : Exception(message);
