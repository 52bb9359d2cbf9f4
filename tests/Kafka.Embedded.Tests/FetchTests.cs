using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;
using Microsoft.Extensions.Time.Testing;

namespace AkkaStreamProc.Kafka.Embedded.Tests;

public sealed class FetchTests
{
    private const int OneMinuteMs = 60_000;

    [Theory]
    [InlineData("missing", 0, 0, ErrorCode.UnknownTopicOrPartition)]
    [InlineData("orders", 9, 0, ErrorCode.UnknownTopicOrPartition)]
    [InlineData("orders", 0, 2, ErrorCode.OffsetOutOfRange)]
    [InlineData("orders", 0, -1, ErrorCode.OffsetOutOfRange)]
    internal async Task Fetch_of_what_is_not_there_is_answered_at_once_with_a_code(string topic, int partition, long offset, ErrorCode expected)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { TimeProvider = new FakeTimeProvider() });
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);
        await client.ProduceAsync("orders", 0, Batches.Of([1000]));

        RawFetch fetch = await client.FetchAsync(topic, offset, partition: partition, maxWaitMs: OneMinuteMs);

        fetch.Error.ShouldBe(expected);
        fetch.Records.ShouldBeEmpty();
    }

    [Fact]
    public async Task Limits_are_kept_except_for_the_first_batch_which_always_comes_whole()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);
        int size = Batches.Of([0], valueBytes: 5000).Length;
        for (int i = 0; i < 10; i++)
        {
            await client.ProduceAsync("orders", 0, Batches.Of([i], valueBytes: 5000));
        }

        (await client.FetchAsync("orders", 0, maxBytes: 1)).Batches.Count.ShouldBe(1);
        (await client.FetchAsync("orders", 0, maxBytes: (size * 3) + 10)).Batches.Count.ShouldBe(3);
        (await client.FetchAsync("orders", 4, maxBytes: size * 100)).Batches.Select(batch => batch.BaseOffset).ShouldBe([4, 5, 6, 7, 8, 9]);
    }

    [Fact]
    public async Task Every_offset_of_many_small_batches_is_found_in_its_batch()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders", configs: new Dictionary<string, string> { ["segment.bytes"] = "10000" });
        using RawClient client = await RawClient.ConnectAsync(kafka);
        for (int i = 0; i < 100; i++)
        {
            await client.ProduceAsync("orders", 0, Batches.Of(new long[(i % 4) + 1], valueBytes: 100));
        }

        for (long offset = 0; offset < 250; offset++)
        {
            (await client.FetchAsync("orders", offset, maxBytes: 1)).Batches.Single().ShouldSatisfyAllConditions(
                batch => batch.BaseOffset.ShouldBeLessThanOrEqualTo(offset),
                batch => batch.NextOffset.ShouldBeGreaterThan(offset));
        }
    }

    [Fact]
    public async Task Long_poll_wakes_on_the_append_although_its_time_never_passes()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { TimeProvider = new FakeTimeProvider() });
        await kafka.CreateTopicAsync("orders");
        using RawClient reader = await RawClient.ConnectAsync(kafka);
        using RawClient writer = await RawClient.ConnectAsync(kafka);
        int waiting = await reader.SendFetchAsync("orders", 0, maxWaitMs: OneMinuteMs);

        await writer.ProduceAsync("orders", 0, Batches.Of([1000]));

        RawFetch.Read(await reader.ReceiveAsync(waiting, flexible: true)).Batches.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Long_poll_waits_for_its_least_bytes()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { TimeProvider = new FakeTimeProvider() });
        await kafka.CreateTopicAsync("orders");
        using RawClient reader = await RawClient.ConnectAsync(kafka);
        using RawClient writer = await RawClient.ConnectAsync(kafka);
        int batch = Batches.Of([1000]).Length;
        await writer.ProduceAsync("orders", 0, Batches.Of([1000]));
        int waiting = await reader.SendFetchAsync("orders", 0, minBytes: batch * 3, maxWaitMs: OneMinuteMs);

        for (int i = 0; i < 3; i++)
        {
            await writer.ProduceAsync("orders", 0, Batches.Of([1000]));
        }

        RawFetch.Read(await reader.ReceiveAsync(waiting, flexible: true)).Batches.Count.ShouldBeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public async Task Long_poll_without_appends_ends_empty_when_its_time_is_up()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);

        RawFetch fetch = await client.FetchAsync("orders", 0, maxWaitMs: 50);

        (fetch.Error, fetch.HighWatermark, fetch.Records.Length).ShouldBe((ErrorCode.None, 0, 0));
    }

    [Fact]
    public async Task Long_poll_of_a_topic_that_is_deleted_wakes_with_a_code()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { TimeProvider = new FakeTimeProvider() });
        await kafka.CreateTopicAsync("orders");
        using RawClient reader = await RawClient.ConnectAsync(kafka);
        int waiting = await reader.SendFetchAsync("orders", 0, maxWaitMs: OneMinuteMs);

        await kafka.DeleteTopicAsync("orders");

        RawFetch.Read(await reader.ReceiveAsync(waiting, flexible: true)).Error.ShouldBe(ErrorCode.UnknownTopicOrPartition);
    }

    [Fact]
    public async Task Requests_behind_a_long_poll_are_answered_after_it_and_in_order()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { TimeProvider = new FakeTimeProvider() });
        await kafka.CreateTopicAsync("orders");
        using RawClient pipelining = await RawClient.ConnectAsync(kafka);
        using RawClient other = await RawClient.ConnectAsync(kafka);
        int first = await pipelining.SendFetchAsync("orders", 0, maxWaitMs: OneMinuteMs);
        int second = await pipelining.SendFetchAsync("orders", 0);
        int third = await pipelining.SendFetchAsync("orders", 1);

        await other.ProduceAsync("orders", 0, Batches.Of([1000]));

        RawFetch.Read(await pipelining.ReceiveAsync(first, flexible: true)).Batches.Count.ShouldBe(1);
        RawFetch.Read(await pipelining.ReceiveAsync(second, flexible: true)).Batches.Count.ShouldBe(1);
        RawFetch.Read(await pipelining.ReceiveAsync(third, flexible: true)).Batches.ShouldBeEmpty();
    }

    [Fact]
    public async Task Stopping_the_broker_ends_a_long_poll()
    {
        EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { TimeProvider = new FakeTimeProvider() });
        await kafka.CreateTopicAsync("orders");
        using RawClient reader = await RawClient.ConnectAsync(kafka);
        await reader.SendFetchAsync("orders", 0, maxWaitMs: OneMinuteMs);

        await kafka.DisposeAsync();

        await reader.ShouldBeClosedAsync();
    }

    [Fact]
    public async Task Session_nobody_has_opened_is_refused()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);

        int correlation = await client.SendFetchAsync("orders", 0, sessionId: 17);

        RawFetch.Read(await client.ReceiveAsync(correlation, flexible: true)).TopLevel.ShouldBe(ErrorCode.FetchSessionIdNotFound);
    }

    [Theory]
    [InlineData(5, ErrorCode.UnknownLeaderEpoch)]
    [InlineData(-7, ErrorCode.FencedLeaderEpoch)]
    internal async Task Leader_epoch_that_never_was_is_refused(int epoch, ErrorCode expected)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient client = await RawClient.ConnectAsync(kafka);

        int correlation = await client.SendFetchAsync("orders", 0, leaderEpoch: epoch);

        RawFetch.Read(await client.ReceiveAsync(correlation, flexible: true)).Error.ShouldBe(expected);
        (await client.ListOffsetsAsync("orders", -1, leaderEpoch: epoch)).Error.ShouldBe(expected);
    }
}
