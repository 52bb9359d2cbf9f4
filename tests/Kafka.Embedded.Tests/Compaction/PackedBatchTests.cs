using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Logs.Compaction;
using AkkaStreamProc.Kafka.Embedded.Tests.Clients;
using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Compaction;

public sealed class PackedBatchTests
{
    private static readonly string[] Lines = [.. Enumerable.Range(0, 3000).Select(i => $"{i} {new string((char)('a' + (i % 26)), i % 300)} {i * 7919 % 1000}")];

    [Theory]
    [InlineData(CompressionType.None, true)]
    [InlineData(CompressionType.Gzip, true)]
    [InlineData(CompressionType.Snappy, true)]
    [InlineData(CompressionType.Lz4, true)]
    [InlineData(CompressionType.Zstd, false)]
    public async Task Batch_as_a_client_packs_it_is_opened_with_every_record_or_left_closed(CompressionType packed, bool opens)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("lines", configs: new Dictionary<string, string> { ["cleanup.policy"] = "compact" });
        using (IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(kafka.BootstrapServers, config =>
        {
            config.CompressionType = packed;
            config.LingerMs = 200;
            config.BatchSize = 500_000;
        }))
        {
            foreach (string line in Lines)
            {
                producer.Produce(new TopicPartition("lines", 0), new Message<byte[]?, byte[]?> { Key = System.Text.Encoding.ASCII.GetBytes(line), Value = [1] });
            }

            producer.Flush(KafkaClients.Patience).ShouldBe(0);
        }

        await kafka.StopAsync();
        byte[] file = await File.ReadAllBytesAsync(Directory.GetFiles(kafka.DataDirectory, "*.log", SearchOption.AllDirectories).ShouldHaveSingleItem());
        long records = 0;
        var keys = new HashSet<UInt128>();
        for (int at = 0; at < file.Length;)
        {
            BatchHeader header = BatchHeader.Read(file.AsSpan(at));
            BatchRecords? batch = BatchRecords.Open(file.AsSpan(at, header.TotalBytes), header);
            (batch is not null || header.Codec == 0).ShouldBe(opens || header.Codec == 0);
            records += batch?.Records.Count ?? header.RecordCount;
            keys.UnionWith(batch?.Records.Select(record => record.Key!.Value) ?? []);
            at += header.TotalBytes;
        }

        records.ShouldBe(Lines.Length);
        if (opens)
        {
            keys.Count.ShouldBe(Lines.Distinct().Count());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Batch_that_is_packed_wrongly_is_left_closed(short codec)
    {
        var random = new Random(codec);
        for (int i = 0; i < 2000; i++)
        {
            var payload = new byte[random.Next(1, 200)];
            random.NextBytes(payload);
            byte[] batch = [.. Raw.Batches.Of([1000], attributes: codec)[..BatchHeader.Size], .. payload];

            BatchRecords.Open(batch, BatchHeader.Read(batch)).ShouldBeNull();
        }
    }
}
