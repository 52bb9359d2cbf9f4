using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Conformance.Clusters;

/// <summary>Reads what is committed. Brokers may answer the end of a transaction before its markers are written.</summary>
internal static class CommittedReading
{
    /// <summary>Waits until a partition holds as many committed values as are expected; they must be those and in this order.</summary>
    public static async Task ShouldHoldAsync(this Workspace work, string topic, string?[] expected, int partition = 0)
    {
        List<string?> committed = [];
        await Eventually.HoldsAsync(
            () => (committed = work.ReadToEnd(topic, IsolationLevel.ReadCommitted, partition)).Count >= expected.Length,
            $"{expected.Length} committed records in {topic}");
        committed.ShouldBe(expected);
    }

    /// <summary>Waits for the first record that is committed.</summary>
    public static string? AwaitFirst(this Workspace work, string topic)
    {
        using IConsumer<string?, string?> consumer = work.Consumer(work.NewName("reader"), config => config.IsolationLevel = IsolationLevel.ReadCommitted);
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        return consumer.NextRecord(topic).Message.Value;
    }
}
