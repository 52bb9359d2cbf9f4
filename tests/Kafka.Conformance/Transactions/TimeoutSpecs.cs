using AkkaStreamProc.Kafka.Conformance.Clusters;
using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Conformance.Transactions;

public sealed class TimeoutSpecs
{
    [Theory, OnBrokers]
    public async Task Transaction_that_is_open_for_too_long_is_aborted_and_its_producer_fenced(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        using IProducer<string?, string?> producer = work.Transactional(work.NewName("tx"), Short);
        producer.BeginTransaction();
        await producer.WriteAsync(topic, "lost");
        using IProducer<string?, string?> plain = work.Producer();
        await plain.WriteAsync(topic, "behind");

        work.AwaitFirst(topic).ShouldBe("behind", "it can be read once the transaction in front of it has ended");
        Should.Throw<KafkaException>(() => producer.CommitTransaction(Workspace.Patience));

        work.ReadToEnd(topic, IsolationLevel.ReadCommitted).ShouldBe(["behind"]);
    }

    [Theory, OnBrokers]
    public async Task Offsets_of_a_transaction_that_timed_out_are_dropped(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        string group = work.NewGroup();
        using IProducer<string?, string?> producer = work.Transactional(work.NewName("tx"), Short);
        using IConsumer<string?, string?> member = work.Consumer(group);
        producer.BeginTransaction();
        await producer.WriteAsync(topic, "lost");
        producer.SendOffsetsToTransaction([new TopicPartitionOffset(topic, 0, 7)], member.ConsumerGroupMetadata, Workspace.Patience);
        using IProducer<string?, string?> plain = work.Producer();
        await plain.WriteAsync(topic, "behind");

        work.AwaitFirst(topic).ShouldBe("behind");

        work.CommittedOffset(group, topic).ShouldBeNull();
    }

    [Theory, OnBrokers]
    public async Task Time_out_beyond_what_the_brokers_allow_is_refused(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);

        KafkaException refused = Should.Throw<KafkaException>(() => work.Transactional(work.NewName("tx"), config => config.TransactionTimeoutMs = int.MaxValue));

        refused.Error.Code.ShouldBe(ErrorCode.InvalidTransactionTimeout);
    }

    private static void Short(ProducerConfig config)
    {
        config.TransactionTimeoutMs = 5000;
        config.MessageTimeoutMs = 5000;
    }
}
