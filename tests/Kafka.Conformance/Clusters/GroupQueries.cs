using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Conformance.Clusters;

internal static class GroupQueries
{
    /// <summary>What a group has committed for a partition; null for nothing.</summary>
    public static long? CommittedOffset(this Workspace work, string group, string topic, int partition = 0)
    {
        using IConsumer<string?, string?> consumer = work.Consumer(group, config => config.IsolationLevel = IsolationLevel.ReadUncommitted);
        Offset offset = consumer.Committed([new TopicPartition(topic, partition)], Workspace.Patience)[0].Offset;
        return offset.IsSpecial ? null : offset.Value;
    }
}
