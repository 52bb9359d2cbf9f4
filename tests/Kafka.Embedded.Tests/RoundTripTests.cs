using System.Text;
using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Kafka.Embedded.Tests.Clients;
using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Embedded.Tests;

public sealed class RoundTripTests
{
    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    [Fact]
    public async Task Record_with_key_headers_and_timestamp_comes_back_as_it_was()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(kafka.BootstrapServers);
        var sent = new Message<byte[]?, byte[]?>
        {
            Key = Bytes("key"),
            Value = Bytes("value"),
            Headers = new Headers { { "trace", Bytes("42") }, { "empty", null } },
            Timestamp = new Timestamp(1_700_000_000_123, TimestampType.CreateTime),
        };

        DeliveryResult<byte[]?, byte[]?> delivered = await producer.ProduceAsync("orders", sent);
        Message<byte[]?, byte[]?> read = KafkaClients.Read(kafka.BootstrapServers, "orders", 0, 0, 1).Single().Message;

        delivered.Offset.Value.ShouldBe(0);
        read.Key.ShouldBe(sent.Key);
        read.Value.ShouldBe(sent.Value);
        read.Timestamp.ShouldBe(sent.Timestamp);
        read.Headers.Select(header => (header.Key, header.GetValueBytes() is { } value ? Encoding.UTF8.GetString(value) : null))
            .ShouldBe([("trace", "42"), ("empty", null)]);
    }

    [Fact]
    public async Task Tombstone_and_record_without_key_keep_their_nulls()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(kafka.BootstrapServers);

        await producer.ProduceAsync("orders", new Message<byte[]?, byte[]?> { Key = Bytes("gone"), Value = null });
        await producer.ProduceAsync("orders", new Message<byte[]?, byte[]?> { Key = null, Value = Bytes("keyless") });
        List<ConsumeResult<byte[]?, byte[]?>> read = KafkaClients.Read(kafka.BootstrapServers, "orders", 0, 0, 2);

        read[0].Message.Value.ShouldBeNull();
        read[0].Message.Key.ShouldBe(Bytes("gone"));
        read[1].Message.Key.ShouldBeNull();
    }

    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Snappy)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Zstd)]
    public async Task Batches_of_any_codec_pass_through_compressed(CompressionType codec)
    {
        const int count = 5000;
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using (IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(kafka.BootstrapServers, config => config.CompressionType = codec))
        {
            for (int i = 0; i < count; i++)
            {
                producer.Produce("orders", new Message<byte[]?, byte[]?> { Value = Bytes($"{i} {new string('x', 200)}") });
            }

            producer.Flush(KafkaClients.Patience);
        }

        List<ConsumeResult<byte[]?, byte[]?>> read = KafkaClients.Read(kafka.BootstrapServers, "orders", 0, 0, count);

        read.Select(record => record.Offset.Value).ShouldBe(Enumerable.Range(0, count).Select(offset => (long)offset));
        read.ShouldAllBe(record => Encoding.UTF8.GetString(record.Message.Value!).StartsWith($"{record.Offset.Value} "));
        long onDisk = Directory.EnumerateFiles(kafka.DataDirectory, "*.log", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        (onDisk < count * 100).ShouldBe(codec != CompressionType.None, $"{onDisk} bytes on disk");
    }

    [Fact]
    public async Task Message_of_ten_megabytes_passes_where_the_topic_allows_it()
    {
        const int size = 10 << 20;
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("big", configs: new Dictionary<string, string> { ["max.message.bytes"] = "11000000" });
        var value = new byte[size];
        new Random(1).NextBytes(value);
        using IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(kafka.BootstrapServers, config => config.MessageMaxBytes = size + 1024);

        await producer.ProduceAsync("big", new Message<byte[]?, byte[]?> { Value = value });
        byte[]? read = KafkaClients.Read(kafka.BootstrapServers, "big", 0, 0, 1).Single().Message.Value;

        read.AsSpan().SequenceEqual(value).ShouldBeTrue();
    }

    [Fact]
    public async Task Message_above_the_topics_limit_is_refused_by_name()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("small", configs: new Dictionary<string, string> { ["max.message.bytes"] = "1000" });
        using IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(kafka.BootstrapServers);

        var refused = await Should.ThrowAsync<ProduceException<byte[]?, byte[]?>>(() => producer.ProduceAsync("small", new Message<byte[]?, byte[]?> { Value = new byte[2000] }));

        refused.Error.Code.ShouldBe(ErrorCode.MsgSizeTooLarge);
    }

    [Fact]
    public async Task Many_partitions_each_keep_their_own_order()
    {
        const int partitions = 50;
        const int each = 40;
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("wide", partitions);
        using (IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(kafka.BootstrapServers))
        {
            for (int i = 0; i < partitions * each; i++)
            {
                producer.Produce(new TopicPartition("wide", i % partitions), new Message<byte[]?, byte[]?> { Value = BitConverter.GetBytes(i / partitions) });
            }

            producer.Flush(KafkaClients.Patience);
        }

        using IConsumer<byte[]?, byte[]?> consumer = KafkaClients.Consumer(kafka.BootstrapServers);
        consumer.Assign(Enumerable.Range(0, partitions).Select(partition => new TopicPartitionOffset("wide", partition, Offset.Beginning)));
        List<ConsumeResult<byte[]?, byte[]?>> read = consumer.Take(partitions * each);

        read.ShouldAllBe(record => BitConverter.ToInt32(record.Message.Value!) == record.Offset.Value);
        read.GroupBy(record => record.Partition.Value).ShouldAllBe(group => group.Count() == each);
    }

    [Fact]
    public async Task Read_committed_consumer_reads_everything_where_nothing_is_transactional()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        using IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(kafka.BootstrapServers);

        await producer.ProduceAsync("orders", new Message<byte[]?, byte[]?> { Value = Bytes("1") });
        List<ConsumeResult<byte[]?, byte[]?>> read = KafkaClients.Read(kafka.BootstrapServers, "orders", 0, 0, 1, config => config.IsolationLevel = IsolationLevel.ReadCommitted);

        read.Count.ShouldBe(1);
    }
}
