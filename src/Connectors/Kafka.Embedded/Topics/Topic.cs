using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Topics;

/// <summary>A topic with its logs. Immutable: adding partitions makes another one that shares the logs it had.</summary>
/// <param name="Name">The name clients use.</param>
/// <param name="Id">Tells a topic from an earlier one of the same name; names its directory.</param>
/// <param name="Configs">What was set for this topic; everything else has the broker's value.</param>
/// <param name="Partitions">The logs, by partition number.</param>
internal sealed record Topic(string Name, Guid Id, IReadOnlyDictionary<string, string> Configs, IReadOnlyList<PartitionLog> Partitions)
{
    /// <summary>The log of a partition; null where the topic has no such partition.</summary>
    public PartitionLog? Partition(int index) => (uint)index < (uint)Partitions.Count ? Partitions[index] : null;
}
