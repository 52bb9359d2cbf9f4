using AkkaStreamProc.Kafka.Conformance.Clusters;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace AkkaStreamProc.Kafka.Conformance.Records;

public sealed class DescriptionSpecs
{
    [Theory, OnBrokers]
    public async Task Topic_that_is_made_again_has_another_id_and_one_that_grows_keeps_its_own(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        string first = (await DescribeAsync(work, topic)).TopicId.ToString();

        await work.DoAsync("add partitions", admin => admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = 2 }]));
        await work.AwaitLeadersAsync(topic, partitions: 2);
        string grown = (await DescribeAsync(work, topic)).TopicId.ToString();
        await work.DoAsync("delete topics", admin => admin.DeleteTopicsAsync([topic]));
        await Eventually.HoldsAsync(() => work.Admin.GetMetadata(topic, Workspace.Patience).Topics[0].Error.IsError, "the topic to be gone");
        await Eventually.HoldsAsync(() => CanCreateAsync(work, topic), "the topic to be made again");
        await work.AwaitLeadersAsync(topic, partitions: 1);
        string second = (await DescribeAsync(work, topic)).TopicId.ToString();

        grown.ShouldBe(first);
        second.ShouldNotBe(first);
        second.ShouldNotBeNullOrEmpty();
    }

    [Theory, OnBrokers]
    public async Task Whoever_may_do_everything_is_told_so_of_a_topic_the_cluster_and_a_group(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        string group = work.NewGroup();
        using (IConsumer<string?, string?> consumer = work.Consumer(group))
        {
            consumer.Commit([new TopicPartitionOffset(topic, 0, 0)]);
        }

        TopicDescription described = (await work.Admin.DescribeTopicsAsync(
            TopicCollection.OfTopicNames([topic]), new DescribeTopicsOptions { IncludeAuthorizedOperations = true })).TopicDescriptions.Single();
        DescribeClusterResult cluster = await work.Admin.DescribeClusterAsync(new DescribeClusterOptions { IncludeAuthorizedOperations = true });
        ConsumerGroupDescription members = (await work.Admin.DescribeConsumerGroupsAsync([group], new DescribeConsumerGroupsOptions { IncludeAuthorizedOperations = true })).ConsumerGroupDescriptions.Single();

        described.AuthorizedOperations.Order().ShouldBe(
            [AclOperation.Read, AclOperation.Write, AclOperation.Create, AclOperation.Delete, AclOperation.Alter, AclOperation.Describe, AclOperation.DescribeConfigs, AclOperation.AlterConfigs]);
        cluster.AuthorizedOperations.Order().ShouldBe(
            [AclOperation.Create, AclOperation.Alter, AclOperation.Describe, AclOperation.ClusterAction, AclOperation.DescribeConfigs, AclOperation.AlterConfigs, AclOperation.IdempotentWrite]);
        members.AuthorizedOperations.ShouldContain(AclOperation.Read);
        members.AuthorizedOperations.ShouldContain(AclOperation.Delete);
        members.AuthorizedOperations.ShouldContain(AclOperation.Describe);
    }

    private static async Task<TopicDescription> DescribeAsync(Workspace work, string topic) =>
        (await work.Admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([topic]))).TopicDescriptions.Single();

    private static async Task<bool> CanCreateAsync(Workspace work, string topic)
    {
        try
        {
            await work.Admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = 1 }]);
            return true;
        }
        catch (CreateTopicsException exception) when (exception.Results[0].Error.Code == ErrorCode.TopicAlreadyExists)
        {
            return false; // The brokers are still at it.
        }
    }
}
