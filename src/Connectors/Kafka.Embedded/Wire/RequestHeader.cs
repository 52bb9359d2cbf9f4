namespace AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

/// <summary>What every request begins with.</summary>
/// <param name="ApiKey">The request's kind; may be one this broker does not know.</param>
/// <param name="ApiVersion">The version of the request's layout.</param>
/// <param name="CorrelationId">Chosen by the client, repeated in the response.</param>
internal readonly record struct RequestHeader(short ApiKey, short ApiVersion, int CorrelationId);
