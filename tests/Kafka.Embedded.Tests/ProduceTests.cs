using System.Buffers.Binary;
using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;
using Microsoft.Extensions.Time.Testing;

namespace AkkaStreamProc.Kafka.Embedded.Tests;

public sealed class ProduceTests
{
    private static readonly byte[] Sound = Batches.Of([1000, 2000]);

    public static TheoryData<string, byte[], short> BadBatches() => new()
    {
        { "a flipped bit", Flipped(Batches.Of([1000])), (short)ErrorCode.CorruptMessage },
        { "nothing at all", [], (short)ErrorCode.CorruptMessage },
        { "a batch cut short", Sound[..^1], (short)ErrorCode.CorruptMessage },
        { "an unknown format", Batches.Of([1000]).With(batch => batch[16] = 3), (short)ErrorCode.CorruptMessage },
        { "an old format", Batches.Of([1000]).With(batch => batch[16] = 1), (short)ErrorCode.UnsupportedForMessageFormat },
        { "two batches", [.. Sound, .. Sound], (short)ErrorCode.InvalidRecord },
        { "a wrong record count", Batches.Of([1000]).With(batch => batch[60] = 9), (short)ErrorCode.InvalidRecord },
        { "a control batch", Batches.Of([1000], attributes: 0x20), (short)ErrorCode.InvalidRecord },
        { "a transactional batch of nobody", Batches.Of([1000], attributes: 0x10), (short)ErrorCode.InvalidRecord },
        { "a transactional batch without transactional id", Batches.Of([1000], producerId: 1, epoch: 0, sequence: 0, attributes: 0x10), (short)ErrorCode.TransactionalIdAuthorizationFailed },
        { "an unknown codec", Batches.Of([1000], attributes: 0x07), (short)ErrorCode.UnsupportedCompressionType },
        { "a negative timestamp", Batches.Of([-5]), (short)ErrorCode.InvalidTimestamp },
        { "a producer without epoch", Batches.Of([1000], producerId: 7), (short)ErrorCode.InvalidRecord },
        { "too many bytes", Batches.Of([1000], valueBytes: 2_000_000), (short)ErrorCode.MessageTooLarge },
    };

    [Theory]
    [MemberData(nameof(BadBatches))]
    public async Task Unsound_batch_is_refused_with_its_own_code_and_leaves_no_trace(string what, byte[] records, short expected)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);

        (ErrorCode error, long offset) = await client.ProduceAsync("orders", 0, records);

        error.ShouldBe((ErrorCode)expected, what);
        offset.ShouldBe(-1);
        (await client.ProduceAsync("orders", 0, [.. Sound])).ShouldBe((ErrorCode.None, 0));
    }

    [Theory]
    [InlineData("missing", 0, -1, ErrorCode.UnknownTopicOrPartition)]
    [InlineData("orders", 1, -1, ErrorCode.UnknownTopicOrPartition)]
    [InlineData("orders", -1, -1, ErrorCode.UnknownTopicOrPartition)]
    [InlineData("orders", 0, 2, ErrorCode.InvalidRequiredAcks)]
    internal async Task Produce_that_cannot_be_is_answered_with_a_code(string topic, int partition, short acks, ErrorCode expected)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);

        (await client.ProduceAsync(topic, partition, [.. Sound], acks)).Error.ShouldBe(expected);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(10)]
    public async Task Every_version_of_produce_appends(short version)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);

        await client.ProduceAsync("orders", 0, [.. Sound], version: version);

        (await client.ProduceAsync("orders", 0, [.. Sound], version: version)).ShouldBe((ErrorCode.None, 2));
    }

    [Fact]
    public async Task Produce_without_acks_appends_and_is_not_answered()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);

        await client.SendProduceAsync("orders", [.. Sound], acks: 0);
        (ErrorCode error, long offset) = await client.ProduceAsync("orders", 0, [.. Sound]);

        (error, offset).ShouldBe((ErrorCode.None, 2));
    }

    [Fact]
    public async Task Zstd_batch_in_a_version_from_before_zstd_is_refused()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);

        (await client.ProduceAsync("orders", 0, Batches.Of([1000], attributes: 4), version: 6)).Error.ShouldBe(ErrorCode.UnsupportedCompressionType);
    }

    [Theory]
    [InlineData(-61_000, ErrorCode.InvalidTimestamp)]
    [InlineData(-60_000, ErrorCode.None)]
    [InlineData(5_000, ErrorCode.None)]
    [InlineData(5_001, ErrorCode.InvalidTimestamp)]
    internal async Task Timestamp_too_far_from_the_brokers_clock_is_refused_where_the_topic_says_so(long distanceMs, ErrorCode expected)
    {
        var time = new FakeTimeProvider();
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { TimeProvider = time });
        await kafka.CreateTopicAsync("timely", configs: new Dictionary<string, string>
        {
            ["message.timestamp.before.max.ms"] = "60000",
            ["message.timestamp.after.max.ms"] = "5000",
        });
        using RawClient client = await RawClient.ConnectAsync(kafka);

        (await client.ProduceAsync("timely", 0, Batches.Of([time.GetUtcNow().ToUnixTimeMilliseconds() + distanceMs]))).Error.ShouldBe(expected);
    }

    [Fact]
    public async Task Append_time_replaces_the_producers_timestamps()
    {
        var time = new FakeTimeProvider();
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { TimeProvider = time });
        await kafka.CreateTopicAsync("stamped", configs: new Dictionary<string, string> { ["message.timestamp.type"] = "LogAppendTime" });
        using RawClient client = await RawClient.ConnectAsync(kafka);
        await client.ProduceAsync("stamped", 0, Batches.Of([1000]));

        var read = Clients.KafkaClients.Read(kafka.BootstrapServers, "stamped", 0, 0, 1).Single().Message.Timestamp;

        read.Type.ShouldBe(Confluent.Kafka.TimestampType.LogAppendTime);
        read.UnixTimestampMs.ShouldBe(time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    private static byte[] Flipped(byte[] batch)
    {
        BinaryPrimitives.WriteUInt32BigEndian(batch.AsSpan(17), ~BinaryPrimitives.ReadUInt32BigEndian(batch.AsSpan(17)));
        return batch;
    }
}
