using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Conformance.Clusters;

internal static class CommittedReading
{
    /// <summary>Waits for the first record that is committed.</summary>
    public static string? AwaitFirst(this Workspace work, string topic)
    {
        using IConsumer<string?, string?> consumer = work.Consumer(work.NewName("reader"), config => config.IsolationLevel = IsolationLevel.ReadCommitted);
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        return consumer.NextRecord(topic).Message.Value;
    }
}
