using AkkaStreamProc.Kafka.Conformance.Clusters;
using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Conformance.Transactions;

public sealed class FencingSpecs
{
    private static readonly ErrorCode[] Fenced = [ErrorCode.Local_Fenced, ErrorCode.ProducerFenced, ErrorCode.InvalidProducerEpoch];

    [Theory, OnBrokers]
    public async Task Second_producer_of_an_id_aborts_the_open_transaction_of_the_first(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        string id = work.NewName("tx");
        using IProducer<string?, string?> zombie = work.Transactional(id);
        zombie.BeginTransaction();
        await zombie.WriteAsync(topic, "lost");

        using IProducer<string?, string?> successor = work.Transactional(id);

        work.ReadToEnd(topic, IsolationLevel.ReadCommitted).ShouldBeEmpty();
        using IProducer<string?, string?> plain = work.Producer();
        await plain.WriteAsync(topic, "after");
        work.ReadToEnd(topic, IsolationLevel.ReadCommitted).ShouldBe(["after"], "nothing is open any more");
    }

    [Theory]
    [OnBrokers("commit")]
    [OnBrokers("abort")]
    [OnBrokers("write")]
    [OnBrokers("send offsets")]
    public async Task Zombie_is_told_that_it_is_fenced_and_changes_nothing(Brokers brokers, string attempt)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        string group = work.NewGroup();
        string id = work.NewName("tx");
        using IProducer<string?, string?> zombie = work.Transactional(id);
        using IConsumer<string?, string?> member = work.Consumer(group);
        zombie.BeginTransaction();
        await zombie.WriteAsync(topic, "lost");
        using IProducer<string?, string?> successor = work.Transactional(id);
        successor.BeginTransaction();
        await successor.WriteAsync(topic, "kept");

        KafkaException told = await Should.ThrowAsync<KafkaException>(() => Attempt(attempt, zombie, member, topic));

        Fenced.ShouldContain(told.Error.Code);
        successor.CommitTransaction(Workspace.Patience);
        await work.ShouldHoldAsync(topic, ["kept"]);
        work.CommittedOffset(group, topic).ShouldBeNull();
    }

    [Theory, OnBrokers]
    public async Task Many_producers_of_an_id_one_after_the_other_each_fence_the_one_before(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        string id = work.NewName("tx");
        for (int i = 0; i < 10; i++)
        {
            using IProducer<string?, string?> producer = work.Transactional(id);
            producer.BeginTransaction();
            await producer.WriteAsync(topic, $"{i} kept");
            producer.CommitTransaction(Workspace.Patience);
            producer.BeginTransaction();
            await producer.WriteAsync(topic, $"{i} left open");
        }

        using IProducer<string?, string?> last = work.Transactional(id);

        work.ReadToEnd(topic, IsolationLevel.ReadCommitted).ShouldBe(Enumerable.Range(0, 10).Select(i => $"{i} kept"));
    }

    private static async Task Attempt(string attempt, IProducer<string?, string?> zombie, IConsumer<string?, string?> member, string topic)
    {
        switch (attempt)
        {
            case "commit":
                zombie.CommitTransaction(Workspace.Patience);
                break;
            case "abort":
                zombie.AbortTransaction(Workspace.Patience);
                break;
            case "write":
                await zombie.WriteAsync(topic, "from the grave");
                break;
            default:
                zombie.SendOffsetsToTransaction([new TopicPartitionOffset(topic, 0, 5)], member.ConsumerGroupMetadata, Workspace.Patience);
                break;
        }
    }
}
