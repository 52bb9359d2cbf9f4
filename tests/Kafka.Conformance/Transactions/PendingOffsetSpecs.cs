using AkkaStreamProc.Kafka.Conformance.Clusters;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace AkkaStreamProc.Kafka.Conformance.Transactions;

public sealed class PendingOffsetSpecs
{
    /// <summary>Of one request; some clients repeat an undecided one by themselves until then.</summary>
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(3);

    [Theory, OnBrokers]
    public async Task Offsets_of_a_transaction_are_committed_with_it(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        (string topic, string group, IProducer<string?, string?> producer) = await PendingAsync(work);
        using (producer)
        {
            work.CommittedOffset(group, topic).ShouldBe(3, "who does not ask for stable offsets is told the last committed one");

            producer.CommitTransaction(Workspace.Patience);

            (await DecidedAsync(work, group, topic)).ShouldBe(7);
            work.CommittedOffset(group, topic).ShouldBe(7);
        }
    }

    [Theory, OnBrokers]
    public async Task Offsets_of_an_aborted_transaction_are_dropped(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        (string topic, string group, IProducer<string?, string?> producer) = await PendingAsync(work);
        using (producer)
        {
            producer.AbortTransaction(Workspace.Patience);

            (await DecidedAsync(work, group, topic)).ShouldBe(3);
        }
    }

    [Theory, OnBrokers]
    public async Task Reader_of_stable_offsets_gets_none_while_the_transaction_is_open(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        (string topic, string group, IProducer<string?, string?> producer) = await PendingAsync(work);
        using (producer)
        {
            KafkaException refused = await Should.ThrowAsync<KafkaException>(() => StableAsync(work, group, topic));
            IsUndecided(refused).ShouldBeTrue(refused.Message);

            producer.CommitTransaction(Workspace.Patience);
            (await DecidedAsync(work, group, topic)).ShouldBe(7);
        }
    }

    [Theory, OnBrokers]
    public async Task Later_offsets_of_a_transaction_win_over_earlier_ones(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        (string topic, string group, IProducer<string?, string?> producer) = await PendingAsync(work);
        using (producer)
        using (IConsumer<string?, string?> member = work.Consumer(group))
        {
            producer.SendOffsetsToTransaction([new TopicPartitionOffset(topic, 0, 9)], member.ConsumerGroupMetadata, Workspace.Patience);
            producer.CommitTransaction(Workspace.Patience);

            (await DecidedAsync(work, group, topic)).ShouldBe(9);
        }
    }

    [Theory, OnBrokers]
    public async Task Successor_of_a_producer_drops_the_offsets_it_left_pending(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string id = work.NewName("tx");
        (string topic, string group, IProducer<string?, string?> producer) = await PendingAsync(work, id);
        using (producer)
        {
            using IProducer<string?, string?> successor = work.Transactional(id);

            (await DecidedAsync(work, group, topic)).ShouldBe(3);
        }
    }

    /// <summary>A group that has committed 3, and 7 in a transaction that is open.</summary>
    private static async Task<(string Topic, string Group, IProducer<string?, string?> Producer)> PendingAsync(Workspace work, string? id = null)
    {
        string topic = await work.CreateTopicAsync();
        string group = work.NewGroup();
        using IConsumer<string?, string?> member = work.Consumer(group);
        member.Commit([new TopicPartitionOffset(topic, 0, 3)]);
        IProducer<string?, string?> producer = work.Transactional(id ?? work.NewName("tx"));
        producer.BeginTransaction();
        producer.SendOffsetsToTransaction([new TopicPartitionOffset(topic, 0, 7)], member.ConsumerGroupMetadata, Workspace.Patience);
        return (topic, group, producer);
    }

    /// <summary>The stable offset once no transaction holds it back: brokers may answer the end of a transaction before its offsets are decided.</summary>
    private static async Task<long> DecidedAsync(Workspace work, string group, string topic)
    {
        long offset = -1;
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    offset = await StableAsync(work, group, topic);
                    return true;
                }
                catch (KafkaException exception) when (IsUndecided(exception))
                {
                    return false;
                }
            },
            "offsets that no transaction holds back");
        return offset;
    }

    private static async Task<long> StableAsync(Workspace work, string group, string topic)
    {
        List<ListConsumerGroupOffsetsResult> results = await work.Admin.ListConsumerGroupOffsetsAsync(
            [new ConsumerGroupTopicPartitions(group, [new TopicPartition(topic, 0)])],
            new ListConsumerGroupOffsetsOptions { RequireStableOffsets = true, RequestTimeout = Attempt });
        return results[0].Partitions[0].Offset;
    }

    private static bool IsUndecided(KafkaException exception) =>
        Codes(exception).All(code => code is ErrorCode.UnstableOffsetCommit or ErrorCode.Local_TimedOut);

    private static IEnumerable<ErrorCode> Codes(KafkaException exception) => exception is ListConsumerGroupOffsetsException list
        ? list.Results.SelectMany(result => result.Partitions.Select(partition => partition.Error.Code).Append(result.Error.Code)).Where(code => code != ErrorCode.NoError)
        : [exception.Error.Code];
}
