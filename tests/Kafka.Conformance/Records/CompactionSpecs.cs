using AkkaStreamProc.Kafka.Conformance.Clusters;
using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Conformance.Records;

public sealed class CompactionSpecs
{
    private static readonly (string, string)[] Eager =
        [("cleanup.policy", "compact"), ("segment.ms", "100"), ("min.cleanable.dirty.ratio", "0.001"), ("max.compaction.lag.ms", "100"), ("delete.retention.ms", "1")];

    [Theory, OnBrokers]
    public async Task Compacted_topic_keeps_the_newest_committed_record_of_each_key_at_its_offset(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync(1, Eager);
        using IProducer<string?, string?> plain = work.Producer();
        using IProducer<string?, string?> transactional = work.Transactional(work.NewName("tx"));
        await WriteAsync(plain, topic, ("a", "1"), ("b", "1"), ("gone", "1"), ("a", "2"), ("gone", null));
        transactional.BeginTransaction();
        await WriteAsync(transactional, topic, ("b", "aborted"));
        transactional.AbortTransaction(Workspace.Patience);
        transactional.BeginTransaction();
        await WriteAsync(transactional, topic, ("c", "1"), ("c", "committed"));
        transactional.CommitTransaction(Workspace.Patience);

        // Segments end when something is written, and what is deleted goes in a round of its own.
        List<ConsumeResult<string?, string?>> read = [];
        await Eventually.HoldsAsync(
            async () =>
            {
                await WriteAsync(plain, topic, ("later", "x"));
                read = work.RecordsToEnd(topic, IsolationLevel.ReadUncommitted).FindAll(record => record.Message.Key != "later");
                return read.Count == 3;
            },
            "the topic to be compacted");

        read.Select(record => (record.Message.Key, record.Message.Value, record.Offset.Value)).ShouldBe([("b", "1", 1L), ("a", "2", 3L), ("c", "committed", 8L)]);
    }

    [Theory, OnBrokers]
    public async Task Record_without_a_key_is_refused_by_a_compacted_topic(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync(1, Eager);
        using IProducer<string?, string?> producer = work.Producer();

        var refused = await Should.ThrowAsync<ProduceException<string?, string?>>(() => producer.WriteAsync(topic, "without a key"));

        refused.Error.Code.ShouldBe(ErrorCode.InvalidRecord);
    }

    private static async Task WriteAsync(IProducer<string?, string?> producer, string topic, params (string Key, string? Value)[] records)
    {
        foreach ((string key, string? value) in records)
        {
            await producer.ProduceAsync(new TopicPartition(topic, 0), new Message<string?, string?> { Key = key, Value = value });
        }
    }
}
