using AkkaStreamProc.Kafka.Conformance.Clusters;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace AkkaStreamProc.Kafka.Conformance.Records;

public sealed class TopicSpecs
{
    [Theory, OnBrokers]
    public async Task Topic_that_exists_is_not_created_again(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();

        var refused = await Should.ThrowAsync<CreateTopicsException>(() => work.Admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = 1 }]));

        refused.Results.ShouldHaveSingleItem().Error.Code.ShouldBe(ErrorCode.TopicAlreadyExists);
    }

    [Theory, OnBrokers]
    public async Task Deleted_records_are_gone_and_the_rest_keeps_its_offsets(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        using IProducer<string?, string?> producer = work.Producer();
        await producer.WriteAsync(topic, "0", "1", "2", "3");

        await work.DoAsync("delete records", admin => admin.DeleteRecordsAsync([new TopicPartitionOffset(topic, 0, 2)]));

        work.RecordsToEnd(topic).Select(record => (record.Offset.Value, record.Message.Value)).ShouldBe([(2L, "2"), (3L, "3")]);
    }

    [Theory, OnBrokers]
    public async Task Partitions_can_be_added(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();

        await work.DoAsync("add partitions", admin => admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = 3 }]));

        await work.AwaitLeadersAsync(topic, partitions: 3);
        using IProducer<string?, string?> producer = work.Producer();
        await producer.ProduceAsync(new TopicPartition(topic, 2), new Message<string?, string?> { Value = "new" });
        work.ReadToEnd(topic, IsolationLevel.ReadCommitted, 2).ShouldBe(["new"]);
    }

    [Theory, OnBrokers]
    public async Task Deleted_topic_is_unknown(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();

        await work.DoAsync("delete topics", admin => admin.DeleteTopicsAsync([topic]));

        await Eventually.HoldsAsync(() => work.Admin.GetMetadata(topic, Workspace.Patience).Topics[0].Error.Code == ErrorCode.UnknownTopicOrPart, "the topic to be unknown");
    }
}
