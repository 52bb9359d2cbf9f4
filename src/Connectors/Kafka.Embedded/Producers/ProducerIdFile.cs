namespace AkkaStreamProc.Connectors.Kafka.Embedded.Producers;

/// <summary>The content of <c>producer-ids.json</c>: the first producer id that has never been in a reserved block.</summary>
internal sealed record ProducerIdFile(long NextBlock);
