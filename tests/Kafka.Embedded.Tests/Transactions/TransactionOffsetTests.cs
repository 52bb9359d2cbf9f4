using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using AkkaStreamProc.Kafka.Embedded.Tests.Clients;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;
using Confluent.Kafka;
using ErrorCode = AkkaStreamProc.Connectors.Kafka.Embedded.Wire.ErrorCode;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Transactions;

public sealed class TransactionOffsetTests
{
    [Fact]
    public async Task Offsets_are_committed_with_the_transaction_and_forgotten_with_its_abort()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using IProducer<byte[]?, byte[]?> producer = CommitAndAbortTests.Initialized(kafka, "tx");
        using IConsumer<byte[]?, byte[]?> consumer = KafkaClients.Consumer(kafka.BootstrapServers, "group", config => config.IsolationLevel = IsolationLevel.ReadCommitted);

        Send(producer, consumer, 5);
        producer.AbortTransaction(KafkaClients.Patience);
        Committed(consumer).ShouldBe(Offset.Unset.Value);
        Send(producer, consumer, 6);
        producer.CommitTransaction(KafkaClients.Patience);
        Committed(consumer).ShouldBe(6);
        Send(producer, consumer, 7);
        producer.AbortTransaction(KafkaClients.Patience);
        Committed(consumer).ShouldBe(6);
    }

    [Theory]
    [InlineData(true, 8)]
    [InlineData(false, 5)]
    public async Task Pending_offset_is_unstable_until_the_end_also_over_a_restart(bool commit, long expected)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders", 2);
        ProducerIdentity producer;
        using (RawClient before = await RawClient.ConnectAsync(kafka))
        {
            producer = (await before.InitTransactionsAsync()).Producer;
            await SendAsync(before, producer, 5);
            await before.EndTransactionAsync(producer, commit: true);
            await SendAsync(before, producer, 8);

            (await before.OffsetAsync("group", "orders", 0, requireStable: true)).ShouldBe((ErrorCode.UnstableOffsetCommit, -1));
            (await before.OffsetAsync("group", "orders", 0, requireStable: false)).ShouldBe((ErrorCode.None, 5));
            (await before.OffsetAsync("group", "orders", 1, requireStable: true)).ShouldBe((ErrorCode.None, -1));
            (await before.OffsetAsync("other", "orders", 0, requireStable: true)).ShouldBe((ErrorCode.None, -1));
        }

        await kafka.StopAsync();
        await kafka.StartAgainAsync();
        using RawClient after = await RawClient.ConnectAsync(kafka);

        (await after.OffsetAsync("group", "orders", 0, requireStable: true)).ShouldBe((ErrorCode.UnstableOffsetCommit, -1));
        (await after.EndTransactionAsync(producer, commit)).ShouldBe(ErrorCode.None);
        (await after.OffsetAsync("group", "orders", 0, requireStable: true)).ShouldBe((ErrorCode.None, expected));
    }

    [Fact]
    public async Task Offset_of_a_fenced_producer_is_not_committed()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);
        ProducerIdentity zombie = (await client.InitTransactionsAsync()).Producer;
        await SendAsync(client, zombie, 5);

        await client.InitTransactionsAsync();

        (await client.EndTransactionAsync(zombie, commit: true)).ShouldBe(ErrorCode.ProducerFenced);
        (await client.OffsetAsync("group", "orders", 0, requireStable: true)).ShouldBe((ErrorCode.None, -1));
    }

    [Theory]
    [InlineData("tx", "group", 0, -1, "", "", ErrorCode.None)]
    [InlineData("", "group", 0, -1, "", "", ErrorCode.InvalidRequest)]
    [InlineData("nobody", "group", 0, -1, "", "", ErrorCode.InvalidProducerIdMapping)]
    [InlineData("tx", "", 0, -1, "", "", ErrorCode.InvalidGroupId)]
    [InlineData("tx", "not added", 0, -1, "", "", ErrorCode.InvalidTransactionState)]
    [InlineData("tx", "group", 4, -1, "", "", ErrorCode.UnknownTopicOrPartition)]
    [InlineData("tx", "group", 0, 3, "member", "", ErrorCode.IllegalGeneration)]
    [InlineData("tx", "group", 0, -1, "", "long", ErrorCode.OffsetMetadataTooLarge)]
    internal async Task Offset_is_answered_with_its_own_code(string transactionalId, string group, int partition, int generation, string member, string metadata, ErrorCode expected)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);
        ProducerIdentity producer = (await client.InitTransactionsAsync()).Producer;
        await client.AddOffsetsAsync(producer, "group");

        (await client.CommitOffsetAsync(producer, group, "orders", partition, 5, transactionalId, generation, member, metadata == "long" ? new string('x', 5000) : metadata)).ShouldBe(expected);
    }

    [Fact]
    public async Task Group_without_name_cannot_join()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(kafka);
        ProducerIdentity producer = (await client.InitTransactionsAsync()).Producer;

        (await client.AddOffsetsAsync(producer, "")).ShouldBe(ErrorCode.InvalidGroupId);
        (await client.AddOffsetsAsync(producer, "group", transactionalId: "")).ShouldBe(ErrorCode.InvalidRequest);
        (await client.AddOffsetsAsync(producer, "group", transactionalId: "nobody")).ShouldBe(ErrorCode.InvalidProducerIdMapping);
    }

    [Fact]
    public async Task Offset_of_a_topic_deleted_meanwhile_is_dropped()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);
        ProducerIdentity producer = (await client.InitTransactionsAsync()).Producer;
        await SendAsync(client, producer, 5);
        await kafka.DeleteTopicAsync("orders");

        (await client.EndTransactionAsync(producer, commit: true)).ShouldBe(ErrorCode.None);

        (await client.OffsetAsync("group", "orders", 0, requireStable: true)).ShouldBe((ErrorCode.None, -1));
    }

    private static async Task SendAsync(RawClient client, ProducerIdentity producer, long offset)
    {
        (await client.AddOffsetsAsync(producer, "group")).ShouldBe(ErrorCode.None);
        (await client.CommitOffsetAsync(producer, "group", "orders", 0, offset)).ShouldBe(ErrorCode.None);
    }

    private static void Send(IProducer<byte[]?, byte[]?> producer, IConsumer<byte[]?, byte[]?> consumer, long offset)
    {
        producer.BeginTransaction();
        producer.SendOffsetsToTransaction([new TopicPartitionOffset("orders", 0, offset)], consumer.ConsumerGroupMetadata, KafkaClients.Patience);
    }

    private static long Committed(IConsumer<byte[]?, byte[]?> consumer) => consumer.Committed([new TopicPartition("orders", 0)], KafkaClients.Patience).Single().Offset.Value;
}
