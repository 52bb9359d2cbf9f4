using AkkaStreamProc.Kafka.Conformance.Clusters;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace AkkaStreamProc.Kafka.Conformance.Transactions;

public sealed class IsolationSpecs
{
    [Theory, OnBrokers]
    public async Task Open_transaction_is_seen_by_uncommitted_readers_only_and_by_all_after_its_commit(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        using IProducer<string?, string?> producer = work.Transactional(work.NewName("tx"));
        producer.BeginTransaction();
        await producer.WriteAsync(topic, "a", "b");

        work.ReadToEnd(topic, IsolationLevel.ReadUncommitted).ShouldBe(["a", "b"]);
        work.ReadToEnd(topic, IsolationLevel.ReadCommitted).ShouldBeEmpty();

        producer.CommitTransaction(Workspace.Patience);
        await work.ShouldHoldAsync(topic, ["a", "b"]);
    }

    [Theory, OnBrokers]
    public async Task Aborted_transaction_is_never_seen_by_committed_readers(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        using IProducer<string?, string?> producer = work.Transactional(work.NewName("tx"));
        foreach (int round in Enumerable.Range(0, 6))
        {
            producer.BeginTransaction();
            await producer.WriteAsync(topic, $"{round}a", $"{round}b");
            if (round % 2 == 0)
            {
                producer.CommitTransaction(Workspace.Patience);
            }
            else
            {
                producer.AbortTransaction(Workspace.Patience);
            }
        }

        await work.ShouldHoldAsync(topic, ["0a", "0b", "2a", "2b", "4a", "4b"]);
        work.ReadToEnd(topic, IsolationLevel.ReadUncommitted).ShouldBe(["0a", "0b", "1a", "1b", "2a", "2b", "3a", "3b", "4a", "4b", "5a", "5b"]);
    }

    [Theory, OnBrokers]
    public async Task Records_behind_an_open_transaction_wait_for_its_end_and_keep_their_order(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        using IProducer<string?, string?> slow = work.Transactional(work.NewName("tx"));
        using IProducer<string?, string?> quick = work.Transactional(work.NewName("tx"));
        using IProducer<string?, string?> plain = work.Producer();
        await plain.WriteAsync(topic, "before");
        slow.BeginTransaction();
        await slow.WriteAsync(topic, "slow 1");
        quick.BeginTransaction();
        await quick.WriteAsync(topic, "quick");
        quick.CommitTransaction(Workspace.Patience);
        await plain.WriteAsync(topic, "plain");
        await slow.WriteAsync(topic, "slow 2");

        work.ReadToEnd(topic, IsolationLevel.ReadCommitted).ShouldBe(["before"]);

        slow.CommitTransaction(Workspace.Patience);
        await work.ShouldHoldAsync(topic, ["before", "slow 1", "quick", "plain", "slow 2"]);
    }

    [Theory, OnBrokers]
    public async Task Interleaved_transactions_are_told_apart(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        using IProducer<string?, string?> one = work.Transactional(work.NewName("tx"));
        using IProducer<string?, string?> two = work.Transactional(work.NewName("tx"));
        one.BeginTransaction();
        two.BeginTransaction();
        await one.WriteAsync(topic, "one 1");
        await two.WriteAsync(topic, "two 1");
        await one.WriteAsync(topic, "one 2");
        two.AbortTransaction(Workspace.Patience);
        two.BeginTransaction();
        await two.WriteAsync(topic, "two 2");
        one.CommitTransaction(Workspace.Patience);
        two.CommitTransaction(Workspace.Patience);

        await work.ShouldHoldAsync(topic, ["one 1", "one 2", "two 2"]);
    }

    [Theory, OnBrokers]
    public async Task Transaction_over_several_partitions_and_topics_is_seen_whole(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string first = await work.CreateTopicAsync(partitions: 2);
        string second = await work.CreateTopicAsync();
        using IProducer<string?, string?> producer = work.Transactional(work.NewName("tx"));
        producer.BeginTransaction();
        await producer.ProduceAsync(new TopicPartition(first, 1), new Message<string?, string?> { Value = "b" });
        await producer.WriteAsync(first, "a");
        await producer.WriteAsync(second, "c");
        producer.CommitTransaction(Workspace.Patience);

        await work.ShouldHoldAsync(first, ["a"], partition: 0);
        await work.ShouldHoldAsync(first, ["b"], partition: 1);
        await work.ShouldHoldAsync(second, ["c"]);
    }

    [Theory, OnBrokers]
    public async Task Latest_offset_is_that_of_the_first_open_transaction_for_committed_readers(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        using IProducer<string?, string?> plain = work.Producer();
        using IProducer<string?, string?> producer = work.Transactional(work.NewName("tx"));
        await plain.WriteAsync(topic, "a", "b");
        producer.BeginTransaction();
        await producer.WriteAsync(topic, "c");

        (await LatestAsync(work, topic, IsolationLevel.ReadCommitted)).ShouldBe(2);
        (await LatestAsync(work, topic, IsolationLevel.ReadUncommitted)).ShouldBe(3);

        producer.AbortTransaction(Workspace.Patience);
        await Eventually.HoldsAsync(async () => await LatestAsync(work, topic, IsolationLevel.ReadCommitted) > 3, "the marker, which has an offset");
    }

    [Theory, OnBrokers]
    public async Task Reader_that_begins_in_the_middle_of_an_aborted_transaction_skips_the_rest_of_it(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        using IProducer<string?, string?> producer = work.Transactional(work.NewName("tx"));
        producer.BeginTransaction();
        await producer.WriteAsync(topic, "0", "1", "2", "3");
        producer.AbortTransaction(Workspace.Patience);
        producer.BeginTransaction();
        await producer.WriteAsync(topic, "kept");
        producer.CommitTransaction(Workspace.Patience);
        using IConsumer<string?, string?> consumer = work.Consumer(work.NewName("reader"), config => config.IsolationLevel = IsolationLevel.ReadCommitted);
        consumer.Assign(new TopicPartitionOffset(topic, 0, 2));

        consumer.NextRecord(topic).Message.Value.ShouldBe("kept");
    }

    private static async Task<long> LatestAsync(Workspace work, string topic, IsolationLevel isolation)
    {
        ListOffsetsResult result = await work.Admin.ListOffsetsAsync(
            [new TopicPartitionOffsetSpec { TopicPartition = new TopicPartition(topic, 0), OffsetSpec = OffsetSpec.Latest() }],
            new ListOffsetsOptions { IsolationLevel = isolation, RequestTimeout = Workspace.Patience });
        return result.ResultInfos[0].TopicPartitionOffsetError.Offset;
    }
}
