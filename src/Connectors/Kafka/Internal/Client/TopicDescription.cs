namespace AkkaStreamProc.Connectors.Kafka.Internal.Client;

/// <summary>What the brokers say of a topic.</summary>
/// <param name="Id">
/// Its identity: a topic that is deleted and made again under the same name has another one. Empty where the brokers
/// know none (before Kafka 2.8).
/// </param>
/// <param name="PartitionCount">How many partitions it has.</param>
/// <param name="ReplicationFactor">How many brokers hold the first of them.</param>
/// <param name="Operations">What this client may do with it, or <see langword="null"/> where the brokers do not say.</param>
internal sealed record TopicDescription(string Id, int PartitionCount, int ReplicationFactor, IReadOnlySet<AclOperation>? Operations);
