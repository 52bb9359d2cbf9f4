using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using AkkaStreamProc.Kafka.Embedded.Tests.Clients;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;
using Confluent.Kafka;
using ErrorCode = AkkaStreamProc.Connectors.Kafka.Embedded.Wire.ErrorCode;
using IsolationLevel = AkkaStreamProc.Connectors.Kafka.Embedded.Logs.IsolationLevel;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Transactions;

public sealed class FencingTests
{
    [Fact]
    public async Task Second_producer_of_an_id_aborts_what_the_first_left_open_and_fences_it()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using IProducer<byte[]?, byte[]?> zombie = CommitAndAbortTests.Initialized(kafka, "tx");
        zombie.BeginTransaction();
        zombie.Produce("orders", CommitAndAbortTests.Message("lost"));
        zombie.Flush(KafkaClients.Patience);

        using IProducer<byte[]?, byte[]?> successor = CommitAndAbortTests.Initialized(kafka, "tx");
        KafkaException fenced = Should.Throw<KafkaException>(() => zombie.CommitTransaction(KafkaClients.Patience));
        successor.BeginTransaction();
        successor.Produce("orders", CommitAndAbortTests.Message("kept"));
        successor.CommitTransaction(KafkaClients.Patience);

        fenced.Error.Code.ShouldBe(Confluent.Kafka.ErrorCode.Local_Fenced);
        fenced.Error.IsFatal.ShouldBeTrue();
        KafkaClients.Read(kafka.BootstrapServers, "orders", 0, 0, 1, config => config.IsolationLevel = Confluent.Kafka.IsolationLevel.ReadCommitted)
            .ShouldHaveSingleItem().Message.Value.ShouldBe("kept"u8.ToArray());
    }

    [Theory]
    [InlineData(1, ErrorCode.InvalidProducerEpoch)]
    [InlineData(2, ErrorCode.ProducerFenced)]
    [InlineData(3, ErrorCode.ProducerFenced)]
    internal async Task Zombie_is_told_in_the_words_of_its_version(short version, ErrorCode expected)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);
        ProducerIdentity zombie = (await client.InitTransactionsAsync()).Producer;
        await client.AddPartitionsAsync(zombie, "orders", [0]);
        await client.WriteAsync(zombie, "orders", 0, sequence: 0);

        await client.InitTransactionsAsync();

        (await client.AddPartitionsAsync(zombie, "orders", [0], version: version)).ShouldBe([expected]);
        (await client.AddOffsetsAsync(zombie, "group", version: version)).ShouldBe(expected);
        (await client.EndTransactionAsync(zombie, commit: true, version: version)).ShouldBe(expected);
        (await client.CommitOffsetAsync(zombie, "group", "orders", 0, 5, version: version)).ShouldBe(ErrorCode.InvalidProducerEpoch);
        (await client.WriteAsync(zombie, "orders", 0, sequence: 1)).Error.ShouldBe(ErrorCode.InvalidProducerEpoch);
        (await client.InitTransactionsAsync(expected: zombie, version: 3)).Error.ShouldBe(ErrorCode.InvalidProducerEpoch);
        (await client.InitTransactionsAsync(expected: zombie, version: 4)).Error.ShouldBe(ErrorCode.ProducerFenced);
        (await client.FetchAsync("orders", 0, isolation: IsolationLevel.ReadCommitted)).LastStableOffset.ShouldBe(2, "a record and its abort marker");
    }

    [Fact]
    public async Task Zombie_without_transactional_flag_cannot_write_into_the_successors_partition()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);
        ProducerIdentity zombie = (await client.InitTransactionsAsync()).Producer;
        await client.AddPartitionsAsync(zombie, "orders", [0]);
        await client.WriteAsync(zombie, "orders", 0, sequence: 0);
        (await client.ProduceAsync("orders", 0, Batches.Idempotent(zombie.Id, zombie.Epoch, 1))).Error.ShouldBe(ErrorCode.InvalidTransactionState);

        await client.InitTransactionsAsync();

        (await client.ProduceAsync("orders", 0, Batches.Idempotent(zombie.Id, zombie.Epoch, 1))).Error.ShouldBe(ErrorCode.InvalidProducerEpoch);
    }

    [Theory]
    [InlineData("tx", 0, ErrorCode.InvalidTransactionTimeout)]
    [InlineData("tx", -1, ErrorCode.InvalidTransactionTimeout)]
    [InlineData("tx", 900_001, ErrorCode.InvalidTransactionTimeout)]
    [InlineData("tx", 900_000, ErrorCode.None)]
    [InlineData("", 1000, ErrorCode.InvalidRequest)]
    internal async Task Announcement_out_of_range_is_refused(string transactionalId, int timeoutMs, ErrorCode expected)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(kafka);

        (await client.InitTransactionsAsync(transactionalId, timeoutMs)).Error.ShouldBe(expected);
    }

    [Fact]
    public async Task Longest_time_out_is_shown_to_those_who_ask_for_the_brokers_configuration()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { TransactionMaxTimeout = TimeSpan.FromSeconds(90) });
        using IAdminClient admin = KafkaClients.Admin(kafka.BootstrapServers);

        List<Confluent.Kafka.Admin.DescribeConfigsResult> configs = await admin.DescribeConfigsAsync([new Confluent.Kafka.Admin.ConfigResource { Type = Confluent.Kafka.Admin.ResourceType.Broker, Name = "1" }]);

        configs.Single().Entries["transaction.max.timeout.ms"].Value.ShouldBe("90000");
    }

    [Fact]
    public async Task Batch_is_refused_unless_the_open_transaction_has_its_partition()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders", 2);
        using RawClient client = await RawClient.ConnectAsync(kafka);
        ProducerIdentity producer = (await client.InitTransactionsAsync()).Producer;

        (await client.WriteAsync(producer, "orders", 0, sequence: 0)).Error.ShouldBe(ErrorCode.InvalidTransactionState);
        await client.AddPartitionsAsync(producer, "orders", [0]);
        (await client.WriteAsync(producer, "orders", 1, sequence: 0)).Error.ShouldBe(ErrorCode.InvalidTransactionState);
        (await client.WriteAsync(producer, "orders", 0, sequence: 0, transactionalId: "other")).Error.ShouldBe(ErrorCode.InvalidProducerIdMapping);
        (await client.WriteAsync(producer, "orders", 0, sequence: 0, transactionalId: null)).Error.ShouldBe(ErrorCode.TransactionalIdAuthorizationFailed);
        (await client.WriteAsync(producer, "orders", 0, sequence: 0)).ShouldBe((ErrorCode.None, 0));
        (await client.WriteAsync(producer, "orders", 0, sequence: 2)).Error.ShouldBe(ErrorCode.OutOfOrderSequenceNumber);
        (await client.WriteAsync(producer, "orders", 0, sequence: 0)).ShouldBe((ErrorCode.None, 0), "a repetition");
        (await client.EndTransactionAsync(producer, commit: true)).ShouldBe(ErrorCode.None);
        (await client.WriteAsync(producer, "orders", 0, sequence: 1)).Error.ShouldBe(ErrorCode.InvalidTransactionState);
        (await client.FetchAsync("orders", 0, isolation: IsolationLevel.ReadCommitted)).LastStableOffset.ShouldBe(2);
    }

    [Fact]
    public async Task Partitions_join_all_or_none()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders", 2);
        using RawClient client = await RawClient.ConnectAsync(kafka);
        ProducerIdentity producer = (await client.InitTransactionsAsync()).Producer;

        (await client.AddPartitionsAsync(producer, "orders", [0, 7, 1])).ShouldBe([ErrorCode.OperationNotAttempted, ErrorCode.UnknownTopicOrPartition, ErrorCode.OperationNotAttempted]);
        (await client.WriteAsync(producer, "orders", 0, sequence: 0)).Error.ShouldBe(ErrorCode.InvalidTransactionState);
        (await client.AddPartitionsAsync(producer, "orders", [0, 1])).ShouldBe([ErrorCode.None, ErrorCode.None]);
        (await client.AddPartitionsAsync(producer with { Id = producer.Id + 1 }, "orders", [0])).ShouldBe([ErrorCode.InvalidProducerIdMapping]);
        (await client.AddPartitionsAsync(producer, "orders", [0], transactionalId: "nobody")).ShouldBe([ErrorCode.InvalidProducerIdMapping]);
        (await client.AddPartitionsAsync(producer, "orders", [0], transactionalId: "")).ShouldBe([ErrorCode.InvalidRequest]);
    }

    [Fact]
    public async Task Sequence_goes_on_over_transactions_and_begins_again_with_a_new_epoch()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);
        ProducerIdentity first = (await client.InitTransactionsAsync()).Producer;
        await client.AddPartitionsAsync(first, "orders", [0]);
        await client.WriteAsync(first, "orders", 0, sequence: 0);
        await client.EndTransactionAsync(first, commit: true);
        await client.AddPartitionsAsync(first, "orders", [0]);
        (await client.WriteAsync(first, "orders", 0, sequence: 0)).ShouldBe((ErrorCode.None, 0), "a repetition of the last transaction's batch");
        (await client.WriteAsync(first, "orders", 0, sequence: 1)).ShouldBe((ErrorCode.None, 2));

        ProducerIdentity second = (await client.InitTransactionsAsync()).Producer;
        await client.AddPartitionsAsync(second, "orders", [0]);

        second.Id.ShouldBe(first.Id);
        (await client.WriteAsync(second, "orders", 0, sequence: 2)).Error.ShouldBe(ErrorCode.OutOfOrderSequenceNumber);
        (await client.WriteAsync(second, "orders", 0, sequence: 0)).ShouldBe((ErrorCode.None, 4));
    }
}
