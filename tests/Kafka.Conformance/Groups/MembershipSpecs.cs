using AkkaStreamProc.Kafka.Conformance.Clusters;
using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Conformance.Groups;

public sealed class MembershipSpecs
{
    private const int Partitions = 6;

    [Theory]
    [OnBrokers(PartitionAssignmentStrategy.Range)]
    [OnBrokers(PartitionAssignmentStrategy.RoundRobin)]
    [OnBrokers(PartitionAssignmentStrategy.CooperativeSticky)]
    public async Task Two_and_three_members_share_all_partitions_evenly(Brokers brokers, PartitionAssignmentStrategy strategy)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync(Partitions);
        string group = work.NewGroup();
        using var one = new Member(work, group, topic, strategy);
        using var two = new Member(work, group, topic, strategy);
        await SharesAsync([one, two], 3);

        using var three = new Member(work, group, topic, strategy);

        await SharesAsync([one, two, three], 2);
    }

    [Theory, OnBrokers]
    public async Task Share_of_a_member_that_leaves_goes_to_the_others(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync(Partitions);
        string group = work.NewGroup();
        using var stays = new Member(work, group, topic);
        using (var leaves = new Member(work, group, topic))
        {
            await SharesAsync([stays, leaves], 3);
        }

        await SharesAsync([stays], 6);
    }

    [Theory, OnBrokers]
    public async Task Share_of_a_member_that_vanishes_goes_to_the_others_when_its_session_ends(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync(Partitions);
        string group = work.NewGroup();
        using var stays = new Member(work, group, topic);
        using var vanishes = new Member(work, group, topic);
        await SharesAsync([stays, vanishes], 3);

        vanishes.Vanish();

        await SharesAsync([stays], 6);
    }

    [Theory, OnBrokers]
    public async Task Cooperative_member_keeps_what_it_need_not_give_away(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync(Partitions);
        string group = work.NewGroup();
        using var one = new Member(work, group, topic, PartitionAssignmentStrategy.CooperativeSticky);
        await SharesAsync([one], 6);

        using var two = new Member(work, group, topic, PartitionAssignmentStrategy.CooperativeSticky);
        await SharesAsync([one, two], 3);

        one.Taken.Count.ShouldBe(3);
        one.Taken.ShouldBe(two.Assigned, ignoreOrder: true);
    }

    [Theory, OnBrokers]
    public async Task Static_member_that_comes_back_has_its_share_and_disturbs_nobody(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync(Partitions);
        string group = work.NewGroup();
        using var stays = new Member(work, group, topic, instance: "stays");
        var restarts = new Member(work, group, topic, instance: "restarts");
        await SharesAsync([stays, restarts], 3);
        IReadOnlySet<TopicPartition> share = restarts.Assigned;
        int before = stays.Assignments;

        restarts.Vanish();
        using var restarted = new Member(work, group, topic, instance: "restarts");
        await SharesAsync([stays, restarted], 3);

        restarted.Assigned.ShouldBe(share, ignoreOrder: true);
        stays.Assignments.ShouldBe(before);
    }

    [Theory, OnBrokers]
    public async Task Second_static_member_of_a_name_fences_the_first(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync(Partitions);
        string group = work.NewGroup();
        using var first = new Member(work, group, topic, instance: "name");
        await SharesAsync([first], 6);

        using var second = new Member(work, group, topic, instance: "name");

        await Eventually.HoldsAsync(() => first.Errors.Any(code => code is ErrorCode.Local_Fatal or ErrorCode.FencedInstanceId), "the first to be fenced");
        await Eventually.HoldsAsync(() => second.Assigned.Count == Partitions, "the second to have everything");
        first.Vanish(); // It has no place left to leave.
    }

    [Theory, OnBrokers]
    public async Task Member_goes_on_where_its_predecessor_committed(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        string group = work.NewGroup();
        using IProducer<string?, string?> producer = work.Producer();
        await producer.WriteAsync(topic, "0", "1", "2");
        using (IConsumer<string?, string?> predecessor = work.Consumer(group))
        {
            predecessor.Subscribe(topic);
            predecessor.NextRecord(topic).Message.Value.ShouldBe("0");
            predecessor.Commit(predecessor.NextRecord(topic));
            predecessor.NextRecord(topic).Message.Value.ShouldBe("2");
            predecessor.Close();
        }

        using IConsumer<string?, string?> successor = work.Consumer(group);
        successor.Subscribe(topic);

        successor.NextRecord(topic).Message.Value.ShouldBe("2");
        successor.Close();
    }

    /// <summary>Waits until the members have all partitions, each so many, none twice.</summary>
    private static Task SharesAsync(Member[] members, int each) => Eventually.HoldsAsync(
        () =>
        {
            IReadOnlySet<TopicPartition>[] shares = [.. members.Select(member => member.Assigned)];
            return shares.All(share => share.Count == each) && shares.SelectMany(share => share).Distinct().Count() == Partitions;
        },
        $"{members.Length} members to share {Partitions} partitions");
}
