using AkkaStreamProc.Kafka.Conformance.Clusters;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace AkkaStreamProc.Kafka.Conformance.Groups;

public sealed class GroupAdminSpecs
{
    [Theory, OnBrokers]
    public async Task Group_is_described_with_its_members_and_their_shares(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync(2);
        string group = work.NewGroup();
        using var member = new Member(work, group, topic, instance: "fixed");
        await Eventually.HoldsAsync(() => member.Assigned.Count == 2, "the share");

        ConsumerGroupDescription described = await DescribeAsync(work, group);

        described.Error.IsError.ShouldBeFalse();
        described.State.ShouldBe(ConsumerGroupState.Stable);
        described.PartitionAssignor.ShouldBe("range");
        MemberDescription only = described.Members.ShouldHaveSingleItem();
        only.GroupInstanceId.ShouldBe("fixed");
        only.Assignment.TopicPartitions.ShouldBe([new TopicPartition(topic, 0), new TopicPartition(topic, 1)], ignoreOrder: true);
    }

    [Theory, OnBrokers]
    public async Task Group_without_members_is_empty_and_one_that_never_was_is_dead(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        string group = await CommittedGroupAsync(work, topic);

        (await DescribeAsync(work, group)).State.ShouldBe(ConsumerGroupState.Empty);

        try
        {
            (await DescribeAsync(work, work.NewName("never"))).State.ShouldBe(ConsumerGroupState.Dead);
        }
        catch (DescribeConsumerGroupsException exception)
        {
            // Newer brokers say that there is none instead.
            exception.Results.ConsumerGroupDescriptions.ShouldHaveSingleItem().Error.Code.ShouldBe(ErrorCode.GroupIdNotFound);
        }
    }

    [Theory, OnBrokers]
    public async Task Group_is_listed_and_found_by_its_state(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        string group = await CommittedGroupAsync(work, topic);

        (await ListAsync(work)).ShouldContain(group);
        (await ListAsync(work, ConsumerGroupState.Empty)).ShouldContain(group);
        (await ListAsync(work, ConsumerGroupState.Stable)).ShouldNotContain(group);
    }

    [Theory, OnBrokers]
    public async Task Group_is_deleted_with_its_offsets_once_it_has_no_members(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        string group = await CommittedGroupAsync(work, topic);
        using (var member = new Member(work, group, topic))
        {
            await Eventually.HoldsAsync(() => member.Assigned.Count == 1, "the share");
            var refused = await Should.ThrowAsync<DeleteGroupsException>(() => work.Admin.DeleteGroupsAsync([group]));
            refused.Results.ShouldHaveSingleItem().Error.Code.ShouldBe(ErrorCode.NonEmptyGroup);
        }

        await AwaitEmptyAsync(work, group);
        await work.DoAsync("delete groups", admin => admin.DeleteGroupsAsync([group]));

        work.CommittedOffset(group, topic).ShouldBeNull();
        var unknown = await Should.ThrowAsync<DeleteGroupsException>(() => work.Admin.DeleteGroupsAsync([group]));
        unknown.Results.ShouldHaveSingleItem().Error.Code.ShouldBe(ErrorCode.GroupIdNotFound);
    }

    [Theory, OnBrokers]
    public async Task Offsets_are_deleted_unless_a_member_reads_the_topic(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync(2);
        string group = await CommittedGroupAsync(work, topic);
        using (var member = new Member(work, group, topic))
        {
            await Eventually.HoldsAsync(() => member.Assigned.Count == 2, "the share");
            var refused = await Should.ThrowAsync<DeleteConsumerGroupOffsetsException>(() => work.Admin.DeleteConsumerGroupOffsetsAsync(group, [new TopicPartition(topic, 0)]));
            refused.Result.Partitions.ShouldHaveSingleItem().Error.Code.ShouldBe(ErrorCode.GroupSubscribedToTopic);
        }

        await AwaitEmptyAsync(work, group);
        await work.DoAsync("delete offsets of groups", admin => admin.DeleteConsumerGroupOffsetsAsync(group, [new TopicPartition(topic, 0)]));

        work.CommittedOffset(group, topic, 0).ShouldBeNull();
        work.CommittedOffset(group, topic, 1).ShouldBe(6);
    }

    [Theory, OnBrokers]
    public async Task Offsets_of_a_group_without_members_are_set_and_listed(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        string group = await CommittedGroupAsync(work, topic);

        await work.DoAsync("change offsets of groups", admin => admin.AlterConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitionOffsets(group, [new TopicPartitionOffset(topic, 0, 2)])]));

        List<ListConsumerGroupOffsetsResult> listed = await work.Admin.ListConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitions(group, null)]);
        TopicPartitionOffsetError offset = listed[0].Partitions.Single(partition => partition.Partition == 0);
        offset.Offset.Value.ShouldBe(2);
    }

    /// <summary>A group without members that has committed 5 for the first partition and 6 for the second, where there is one.</summary>
    private static async Task<string> CommittedGroupAsync(Workspace work, string topic)
    {
        string group = work.NewGroup();
        int partitions = work.Admin.GetMetadata(topic, Workspace.Patience).Topics[0].Partitions.Count;
        using IConsumer<string?, string?> consumer = work.Consumer(group);
        await Task.Run(() => consumer.Commit(Enumerable.Range(0, partitions).Select(partition => new TopicPartitionOffset(topic, partition, 5 + partition))));
        return group;
    }

    private static Task AwaitEmptyAsync(Workspace work, string group) =>
        Eventually.HoldsAsync(() => DescribeAsync(work, group).GetAwaiter().GetResult().State == ConsumerGroupState.Empty, "the group to be empty");

    private static async Task<ConsumerGroupDescription> DescribeAsync(Workspace work, string group) =>
        (await work.Admin.DescribeConsumerGroupsAsync([group])).ConsumerGroupDescriptions.ShouldHaveSingleItem();

    private static async Task<IEnumerable<string>> ListAsync(Workspace work, params ConsumerGroupState[] states) =>
        (await work.Admin.ListConsumerGroupsAsync(new ListConsumerGroupsOptions { MatchStates = states, RequestTimeout = Workspace.Patience })).Valid.Select(group => group.GroupId);
}
