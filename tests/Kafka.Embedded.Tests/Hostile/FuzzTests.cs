using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using AkkaStreamProc.Kafka.Embedded.Tests.Clients;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;
using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Hostile;

/// <summary>Sound requests of every kind, spoilt at random. <c>FUZZ_SECONDS</c> makes it longer, and <c>FUZZ_SEED</c> different.</summary>
public sealed class FuzzTests
{
    private const int DefaultSeed = 20_240;
    private const int DefaultRequests = 4000;
    private const long Tolerated = 64L << 20;
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task There_is_a_sound_request_of_every_kind()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync(ValidRequests.Topic);
        var kinds = new HashSet<ApiKey>();

        foreach (byte[] frame in ValidRequests.Frames)
        {
            using RawClient client = await RawClient.ConnectAsync(kafka);
            await client.SendBytesAsync(WithLength(frame));
            (await client.IsAnsweredAsync(KafkaClients.Patience)).ShouldBeTrue($"{(ApiKey)BinaryPrimitives.ReadInt16BigEndian(frame)}");
            kinds.Add((ApiKey)BinaryPrimitives.ReadInt16BigEndian(frame));
        }

        kinds.Order().ShouldBe(Enum.GetValues<ApiKey>().Order());
    }

    [Fact]
    public async Task Spoilt_requests_of_every_kind_neither_break_nor_hang_the_broker_nor_stay_in_its_memory()
    {
        int seed = Setting("FUZZ_SEED") ?? DefaultSeed;
        DateTime? end = DateTime.UtcNow.AddSeconds(Setting("FUZZ_SECONDS") ?? 0) is var until && until > DateTime.UtcNow ? until : null;
        var failures = new ConcurrentQueue<string>();
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions
        {
            Report = sentence =>
            {
                if (sentence.Contains("its request failed", StringComparison.Ordinal))
                {
                    failures.Enqueue(sentence);
                }
            },
        });
        await kafka.CreateTopicAsync(ValidRequests.Topic);
        var mutation = new Mutation(new Random(seed));
        long before = GC.GetTotalMemory(forceFullCollection: true);

        int sent = 0;
        for (; end is { } time ? DateTime.UtcNow < time : sent < DefaultRequests; sent++)
        {
            using RawClient client = await RawClient.ConnectAsync(kafka);
            await client.SendBytesAsync(WithLength(mutation.Next()));
            await client.IsAnsweredAsync(Glance);
        }

        failures.ShouldBeEmpty($"seed {seed}, {sent} requests");
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(Tolerated, $"seed {seed}, {sent} requests");
        await kafka.CreateTopicAsync("afterwards");
        using IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(kafka.BootstrapServers);
        await producer.ProduceAsync("afterwards", new Message<byte[]?, byte[]?> { Value = [1] });
        KafkaClients.Read(kafka.BootstrapServers, "afterwards", 0, 0, 1)[0].Message.Value.ShouldBe([1]);
    }

    [Fact]
    public async Task Five_hundred_idle_and_half_served_connections_hold_up_nobody()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        var idle = new List<RawClient>();
        for (int i = 0; i < 500; i++)
        {
            idle.Add(await RawClient.ConnectAsync(kafka));
            byte[] whole = WithLength(ValidRequests.Frames[i % ValidRequests.Frames.Count]);
            await idle[^1].SendBytesAsync((i % 3) switch
            {
                0 => Array.Empty<byte>(),
                1 => whole.AsMemory(0, whole.Length / 2),
                _ => whole.AsMemory(0, 3),
            });
        }

        using IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(kafka.BootstrapServers);
        await producer.ProduceAsync("orders", new Message<byte[]?, byte[]?> { Value = [1] });

        KafkaClients.Read(kafka.BootstrapServers, "orders", 0, 0, 1)[0].Message.Value.ShouldBe([1]);
        idle.ForEach(client => client.Dispose());
    }

    private static int? Setting(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : null;

    private static byte[] WithLength(byte[] frame)
    {
        var bytes = new byte[sizeof(int) + frame.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, frame.Length);
        frame.CopyTo(bytes, sizeof(int));
        return bytes;
    }
}
