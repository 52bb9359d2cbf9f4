using System.Buffers.Binary;
using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;
using CsCheck;

namespace AkkaStreamProc.Kafka.Embedded.Tests;

public sealed class HostileClientTests
{
    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    [InlineData((100 << 20) + 1)]
    public async Task Impossible_length_closes_that_connection_only(int length)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        using RawClient other = await RawClient.ConnectAsync(kafka);
        using RawClient hostile = await RawClient.ConnectAsync(kafka);

        await hostile.SendBytesAsync(Int32(length));

        await hostile.ShouldBeClosedAsync();
        (await other.InitProducerIdAsync()).Error.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public async Task Announced_length_costs_no_memory_before_its_bytes_come()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        var hostile = new List<RawClient>();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < 100; i++)
        {
            hostile.Add(await RawClient.ConnectAsync(kafka));
            await hostile[^1].SendBytesAsync(Int32(100 << 20));
        }

        using RawClient other = await RawClient.ConnectAsync(kafka);
        await other.InitProducerIdAsync();

        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(2L << 30, "100 connections announced 10 GB; other tests allocate meanwhile");
        hostile.ForEach(client => client.Dispose());
    }

    [Theory]
    [InlineData(999, 0)]
    [InlineData((short)ApiKey.Fetch, 999)]
    [InlineData((short)ApiKey.Metadata, -1)]
    public async Task Request_nobody_advertised_closes_that_connection_only(short key, short version)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        using RawClient other = await RawClient.ConnectAsync(kafka);
        using RawClient hostile = await RawClient.ConnectAsync(kafka);

        await hostile.SendAsync((ApiKey)key, version, 100, _ => { });

        await hostile.ShouldBeClosedAsync();
        (await other.InitProducerIdAsync()).Error.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public async Task Random_bodies_of_every_request_neither_crash_nor_hang_the_broker()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { AutoCreateTopics = true });
        await kafka.CreateTopicAsync("orders");
        using RawClient before = await RawClient.ConnectAsync(kafka);
        List<(ApiKey Key, short Min, short Max)> apis = await before.ApiVersionsAsync();
        Gen<byte[]> body = Gen.OneOf(Gen.Byte.Array[0, 60], Gen.Byte[0, 3].Array[0, 60]);
        await Gen.Select(Gen.Int[0, apis.Count - 1], Gen.Int[0, 20], body).SampleAsync(
            async (index, step, bytes) =>
            {
                (ApiKey key, short min, short max) = apis[index];
                short version = (short)(min + (step % (max - min + 1)));
                using RawClient client = await RawClient.ConnectAsync(kafka);
                await client.SendAsync(key, version, 100, writer => Array.ForEach(bytes, one => writer.WriteInt8((sbyte)one)));
            },
            iter: 3000,
            threads: 1);

        using RawClient after = await RawClient.ConnectAsync(kafka);
        (await after.ProduceAsync("orders", 0, Batches.Of([1000]))).Error.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public async Task Random_bytes_neither_crash_nor_hang_the_broker()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await Gen.Byte.Array[0, 200].SampleAsync(
            async bytes =>
            {
                using RawClient client = await RawClient.ConnectAsync(kafka);
                await client.SendBytesAsync(bytes);
            },
            iter: 1000,
            threads: 1);

        using RawClient after = await RawClient.ConnectAsync(kafka);
        (await after.InitProducerIdAsync()).Error.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public async Task Half_requests_and_idle_connections_do_not_hold_up_anybody()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        var idle = new List<RawClient>();
        for (int i = 0; i < 300; i++)
        {
            idle.Add(await RawClient.ConnectAsync(kafka));
            await idle[^1].SendBytesAsync(i % 2 == 0 ? Int32(50) : new byte[] { 0, 0 });
        }

        using RawClient client = await RawClient.ConnectAsync(kafka);

        (await client.InitProducerIdAsync()).Error.ShouldBe(ErrorCode.None);
        idle.ForEach(one => one.Dispose());
    }

    [Fact]
    public async Task Client_that_does_not_read_its_answers_holds_up_only_itself()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using RawClient slow = await RawClient.ConnectAsync(kafka);
        using RawClient quick = await RawClient.ConnectAsync(kafka);
        await quick.ProduceAsync("orders", 0, Batches.Of([1000], valueBytes: 1_000_000));
        for (int i = 0; i < 200; i++)
        {
            await slow.SendFetchAsync("orders", 0);
        }

        (await quick.FetchAsync("orders", 0)).Batches.Count.ShouldBe(1);
        (await quick.ProduceAsync("orders", 0, Batches.Of([2000]))).ShouldBe((ErrorCode.None, 1));
    }

    [Fact]
    public async Task One_connection_more_than_allowed_is_closed_and_a_freed_place_is_taken_again()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { MaxConnections = 2 });
        using RawClient first = await RawClient.ConnectAsync(kafka);
        using RawClient second = await RawClient.ConnectAsync(kafka);
        await first.InitProducerIdAsync();
        await second.InitProducerIdAsync();

        using RawClient third = await RawClient.ConnectAsync(kafka);

        await third.ShouldBeClosedAsync();
        await second.SendBytesAsync(Int32(-1));
        await second.ShouldBeClosedAsync();
        using RawClient fourth = await RawClient.ConnectAsync(kafka);
        (await fourth.InitProducerIdAsync()).Error.ShouldBe(ErrorCode.None);
    }

    private static byte[] Int32(int value)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
