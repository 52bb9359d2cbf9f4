using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using AkkaStreamProc.Kafka.Embedded.Tests.Clients;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;
using Confluent.Kafka;
using CsCheck;
using ErrorCode = AkkaStreamProc.Connectors.Kafka.Embedded.Wire.ErrorCode;

namespace AkkaStreamProc.Kafka.Embedded.Tests;

public sealed class OffsetsByTimeTests
{
    private const long Earliest = -2;
    private const long Latest = -1;
    private const long MaxTimestamp = -3;

    [Fact]
    public async Task Librdkafka_finds_offsets_by_time()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(kafka.BootstrapServers);
        foreach (long timestamp in (long[])[1000, 2000, 3000])
        {
            await producer.ProduceAsync("orders", new Message<byte[]?, byte[]?> { Timestamp = new Timestamp(timestamp, TimestampType.CreateTime) });
        }

        using IConsumer<byte[]?, byte[]?> consumer = KafkaClients.Consumer(kafka.BootstrapServers);
        long Find(long timestamp) => consumer.OffsetsForTimes([new TopicPartitionTimestamp("orders", 0, new Timestamp(timestamp, TimestampType.CreateTime))], KafkaClients.Patience).Single().Offset.Value;

        Find(0).ShouldBe(0);
        Find(1001).ShouldBe(1);
        Find(3000).ShouldBe(2);
        Find(3001).ShouldBe(Offset.End.Value);
        consumer.QueryWatermarkOffsets(new TopicPartition("orders", 0), KafkaClients.Patience).ToString().ShouldBe("0 .. 3");
    }

    [Fact]
    public async Task Search_agrees_with_a_linear_one_whatever_the_order_of_the_timestamps()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(kafka);
        int topics = 0;
        Gen<long[][]> batches = Gen.Long[0, 30].Array[1, 5].Array[1, 12];
        await Gen.Select(batches, Gen.Long[0, 32]).SampleAsync(
            async (written, timestamp) =>
            {
                string topic = $"t{Interlocked.Increment(ref topics)}";
                await kafka.CreateTopicAsync(topic, configs: new Dictionary<string, string> { ["segment.bytes"] = "500" });
                foreach (long[] batch in written)
                {
                    await client.ProduceAsync(topic, 0, Batches.Of(batch));
                }

                long[] all = [.. written.SelectMany(batch => batch)];
                int first = Array.FindIndex(all, candidate => candidate >= timestamp);
                (await client.ListOffsetsAsync(topic, timestamp)).ShouldBe((ErrorCode.None, first < 0 ? -1 : all[first], first));
                (await client.ListOffsetsAsync(topic, MaxTimestamp)).ShouldBe((ErrorCode.None, all.Max(), Array.IndexOf(all, all.Max())));
            },
            iter: 60,
            threads: 1);
    }

    [Fact]
    public async Task Compressed_batch_is_found_as_a_whole()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);
        await client.ProduceAsync("orders", 0, Batches.Of([1000, 1500]));
        await client.ProduceAsync("orders", 0, Batches.Of([2000, 3000], attributes: 2));

        (await client.ListOffsetsAsync("orders", 2500)).ShouldBe((ErrorCode.None, 2000, 2));
    }

    [Fact]
    public async Task Deleted_records_are_not_found_by_time()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);
        await client.ProduceAsync("orders", 0, Batches.Of([5000, 1000, 2000]));
        using IAdminClient admin = KafkaClients.Admin(kafka.BootstrapServers);
        await admin.DeleteRecordsAsync([new TopicPartitionOffset("orders", 0, 1)]);

        (await client.ListOffsetsAsync("orders", 0)).ShouldBe((ErrorCode.None, 1000, 1));
        (await client.ListOffsetsAsync("orders", Earliest)).ShouldBe((ErrorCode.None, -1, 1));
        (await client.ListOffsetsAsync("orders", Latest)).ShouldBe((ErrorCode.None, -1, 3));
    }

    [Theory]
    [InlineData("missing", Latest, ErrorCode.UnknownTopicOrPartition)]
    [InlineData("orders", -99, ErrorCode.UnsupportedVersion)]
    internal async Task Question_without_an_answer_gets_a_code(string topic, long timestamp, ErrorCode expected)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);

        (await client.ListOffsetsAsync(topic, timestamp)).ShouldBe((expected, -1, -1));
    }
}
