namespace AkkaStreamProc.Connectors.Kafka.Embedded.Producers;

/// <summary>Who a producer claims to be: an id, and which of the instances that had it, the highest epoch being the present one.</summary>
internal readonly record struct ProducerIdentity(long Id, short Epoch);
