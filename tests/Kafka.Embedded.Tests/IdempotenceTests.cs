using System.Text;
using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using AkkaStreamProc.Kafka.Embedded.Tests.Clients;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;
using Confluent.Kafka;
using ErrorCode = AkkaStreamProc.Connectors.Kafka.Embedded.Wire.ErrorCode;

namespace AkkaStreamProc.Kafka.Embedded.Tests;

public sealed class IdempotenceTests
{
    [Fact]
    public async Task Repeated_batch_is_answered_with_its_first_offset_and_stands_once()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);
        long producer = (await client.InitProducerIdAsync()).ProducerId;
        await client.ProduceAsync("orders", 0, Batches.Idempotent(producer, 0, 0, count: 3));
        await client.ProduceAsync("orders", 0, Batches.Idempotent(producer, 0, 3, count: 2));

        (await client.ProduceAsync("orders", 0, Batches.Idempotent(producer, 0, 0, count: 3))).ShouldBe((ErrorCode.None, 0));
        (await client.ProduceAsync("orders", 0, Batches.Idempotent(producer, 0, 3, count: 2))).ShouldBe((ErrorCode.None, 3));
        (await client.FetchAsync("orders", 0)).HighWatermark.ShouldBe(5);
    }

    [Fact]
    public async Task Gap_in_the_sequence_is_refused_and_what_was_missing_can_still_come()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);
        await client.ProduceAsync("orders", 0, Batches.Idempotent(1, 0, 0));

        (await client.ProduceAsync("orders", 0, Batches.Idempotent(1, 0, 2))).Error.ShouldBe(ErrorCode.OutOfOrderSequenceNumber);
        (await client.ProduceAsync("orders", 0, Batches.Idempotent(1, 0, 1))).ShouldBe((ErrorCode.None, 1));
        (await client.ProduceAsync("orders", 0, Batches.Idempotent(1, 0, 2))).ShouldBe((ErrorCode.None, 2));
    }

    [Fact]
    public async Task Duplicate_older_than_the_last_five_batches_is_named_as_duplicate()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);
        for (int sequence = 0; sequence < 6; sequence++)
        {
            await client.ProduceAsync("orders", 0, Batches.Idempotent(1, 0, sequence));
        }

        (await client.ProduceAsync("orders", 0, Batches.Idempotent(1, 0, 0))).Error.ShouldBe(ErrorCode.DuplicateSequenceNumber);
        (await client.ProduceAsync("orders", 0, Batches.Idempotent(1, 0, 1))).ShouldBe((ErrorCode.None, 1));
    }

    [Fact]
    public async Task New_epoch_starts_at_zero_and_fences_the_old_one()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);
        await client.ProduceAsync("orders", 0, Batches.Idempotent(1, 0, 0));

        (await client.ProduceAsync("orders", 0, Batches.Idempotent(1, 1, 1))).Error.ShouldBe(ErrorCode.OutOfOrderSequenceNumber);
        (await client.ProduceAsync("orders", 0, Batches.Idempotent(1, 1, 0))).ShouldBe((ErrorCode.None, 1));
        (await client.ProduceAsync("orders", 0, Batches.Idempotent(1, 0, 1))).Error.ShouldBe(ErrorCode.InvalidProducerEpoch);
    }

    [Fact]
    public async Task Sequence_goes_on_at_zero_after_the_largest_number()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);
        await client.ProduceAsync("orders", 0, Batches.Idempotent(1, 0, int.MaxValue - 1, count: 3));

        (await client.ProduceAsync("orders", 0, Batches.Idempotent(1, 0, 1))).ShouldBe((ErrorCode.None, 3));
    }

    [Fact]
    public async Task Duplicates_and_gaps_are_still_known_after_a_restart()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using (RawClient before = await RawClient.ConnectAsync(kafka))
        {
            await before.ProduceAsync("orders", 0, Batches.Idempotent(1, 0, 0, count: 4));
        }

        await kafka.StopAsync();
        await kafka.StartAgainAsync();
        using RawClient after = await RawClient.ConnectAsync(kafka);

        (await after.ProduceAsync("orders", 0, Batches.Idempotent(1, 0, 0, count: 4))).ShouldBe((ErrorCode.None, 0));
        (await after.ProduceAsync("orders", 0, Batches.Idempotent(1, 0, 5))).Error.ShouldBe(ErrorCode.OutOfOrderSequenceNumber);
        (await after.ProduceAsync("orders", 0, Batches.Idempotent(1, 0, 4))).ShouldBe((ErrorCode.None, 4));
    }

    [Fact]
    public async Task Producer_ids_are_never_given_twice_even_over_restarts()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        var ids = new List<long>();
        for (int start = 0; start < 3; start++)
        {
            using RawClient client = await RawClient.ConnectAsync(kafka);
            for (int i = 0; i < 5; i++)
            {
                ids.Add((await client.InitProducerIdAsync()).ProducerId);
            }

            await kafka.StopAsync();
            await kafka.StartAgainAsync();
        }

        ids.ShouldBeUnique();
        ids.ShouldAllBe(id => id >= 0);
    }

    [Fact]
    public async Task Idempotent_librdkafka_producer_writes_each_record_once_through_an_outage()
    {
        const int count = 2000;
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(kafka.BootstrapServers, config =>
        {
            config.EnableIdempotence = true;
            config.BatchNumMessages = 20;
        });
        var delivered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        for (int i = 0; i < count; i++)
        {
            producer.Produce("orders", new Message<byte[]?, byte[]?> { Value = Encoding.UTF8.GetBytes($"{i}") }, _ => delivered.TrySetResult());
        }

        await delivered.Task.WaitAsync(KafkaClients.Patience);
        await kafka.DisconnectAsync();
        await kafka.StartAgainAsync();
        producer.Flush(KafkaClients.Patience).ShouldBe(0);

        KafkaClients.Read(kafka.BootstrapServers, "orders", 0, 0, count)
            .Select(record => Encoding.UTF8.GetString(record.Message.Value!))
            .ShouldBe(Enumerable.Range(0, count).Select(i => $"{i}"));
        using RawClient client = await RawClient.ConnectAsync(kafka);
        (await client.FetchAsync("orders", 0, maxBytes: 0)).HighWatermark.ShouldBe(count);
    }
}
