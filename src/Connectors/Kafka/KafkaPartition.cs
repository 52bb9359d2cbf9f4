namespace AkkaStreamProc.Connectors.Kafka;

/// <summary>Names one partition of a topic.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The number of the partition, from 0.</param>
public readonly record struct KafkaPartition(string Topic, int Partition)
{
    /// <summary><c>topic/partition</c>, which is also the name of the split.</summary>
    public override string ToString() => $"{Topic}/{Partition}";
}
