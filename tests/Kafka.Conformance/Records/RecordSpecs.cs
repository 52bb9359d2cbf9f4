using System.Text;
using AkkaStreamProc.Kafka.Conformance.Clusters;
using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Conformance.Records;

public sealed class RecordSpecs
{
    [Theory, OnBrokers]
    public async Task Nothing_and_emptiness_are_told_apart_in_keys_and_values(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        using IProducer<string?, string?> producer = work.Producer();
        (string? Key, string? Value)[] written = [("k", "v"), ("k", null), ("k", ""), (null, "v"), ("", "v"), (null, null)];
        foreach ((string? key, string? value) in written)
        {
            await producer.ProduceAsync(new TopicPartition(topic, 0), new Message<string?, string?> { Key = key, Value = value });
        }

        work.RecordsToEnd(topic).Select(record => (record.Message.Key, record.Message.Value)).ShouldBe(written);
    }

    [Theory, OnBrokers]
    public async Task Headers_keep_their_order_their_repetitions_and_their_bytes(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        using IProducer<string?, string?> producer = work.Producer();
        (string Name, byte[]? Value)[] written = [("b", [1, 0, 255]), ("a", Encoding.UTF8.GetBytes("text")), ("b", []), ("c", null), ("ключ", [7])];
        var headers = new Headers();
        foreach ((string name, byte[]? value) in written)
        {
            headers.Add(name, value);
        }

        await producer.ProduceAsync(new TopicPartition(topic, 0), new Message<string?, string?> { Value = "v", Headers = headers });

        Headers read = work.RecordsToEnd(topic).ShouldHaveSingleItem().Message.Headers;
        read.Select(header => (header.Key, Convert.ToHexString(header.GetValueBytes() ?? []), header.GetValueBytes() is null))
            .ShouldBe(written.Select(header => (header.Name, Convert.ToHexString(header.Value ?? []), header.Value is null)));
    }

    [Theory, OnBrokers]
    public async Task Time_of_creation_is_kept(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        using IProducer<string?, string?> producer = work.Producer();
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        long[] times = [now, now - 86_400_000, now - 1];
        foreach (long time in times)
        {
            await producer.ProduceAsync(new TopicPartition(topic, 0), new Message<string?, string?> { Value = "v", Timestamp = new Timestamp(time, TimestampType.CreateTime) });
        }

        work.RecordsToEnd(topic).Select(record => record.Message.Timestamp).ShouldBe(times.Select(time => new Timestamp(time, TimestampType.CreateTime)));
    }

    [Theory, OnBrokers]
    public async Task Time_of_appending_replaces_that_of_creation_where_the_topic_wants_it(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync(1, ("message.timestamp.type", "LogAppendTime"));
        using IProducer<string?, string?> producer = work.Producer();

        await producer.ProduceAsync(new TopicPartition(topic, 0), new Message<string?, string?> { Value = "v", Timestamp = new Timestamp(1000, TimestampType.CreateTime) });

        Timestamp read = work.RecordsToEnd(topic).ShouldHaveSingleItem().Message.Timestamp;
        read.Type.ShouldBe(TimestampType.LogAppendTime);
        read.UnixTimestampMs.ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddDays(-1).ToUnixTimeMilliseconds());
    }

    [Theory]
    [OnBrokers(CompressionType.None)]
    [OnBrokers(CompressionType.Gzip)]
    [OnBrokers(CompressionType.Snappy)]
    [OnBrokers(CompressionType.Lz4)]
    [OnBrokers(CompressionType.Zstd)]
    public async Task Compressed_batches_come_back_whole_and_in_order(Brokers brokers, CompressionType compression)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        using IProducer<string?, string?> producer = work.Producer(config =>
        {
            config.CompressionType = compression;
            config.LingerMs = 100;
            config.EnableIdempotence = true;
        });
        string[] values = [.. Enumerable.Range(0, 2000).Select(i => $"record number {i} {new string('x', i % 100)}")];

        Task[] reports = [.. values.Select(value => producer.ProduceAsync(new TopicPartition(topic, 0), new Message<string?, string?> { Value = value }))];
        await Task.WhenAll(reports);

        List<ConsumeResult<string?, string?>> read = work.RecordsToEnd(topic);
        read.Select(record => record.Message.Value).ShouldBe(values);
        read.Select(record => record.Offset.Value).ShouldBe(Enumerable.Range(0, 2000).Select(i => (long)i));
    }

    [Theory, OnBrokers]
    public async Task Record_of_almost_the_largest_size_is_taken_and_one_beyond_it_refused(Brokers brokers)
    {
        const int Limit = 300_000;
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync(1, ("max.message.bytes", $"{Limit}"));
        using IProducer<string?, string?> producer = work.Producer(config => config.MessageMaxBytes = 10 * Limit);
        string large = new('x', Limit - 500);

        await producer.WriteAsync(topic, large);
        var refused = await Should.ThrowAsync<ProduceException<string?, string?>>(() => producer.WriteAsync(topic, new string('x', Limit + 1)));
        await producer.WriteAsync(topic, "small");

        refused.Error.Code.ShouldBe(ErrorCode.MsgSizeTooLarge);
        work.ReadToEnd(topic, IsolationLevel.ReadCommitted).ShouldBe([large, "small"]);
    }

    [Theory, OnBrokers]
    public async Task Batch_larger_than_what_a_reader_asks_for_is_given_all_the_same(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        using IProducer<string?, string?> producer = work.Producer();
        string large = new('x', 500_000);
        await producer.WriteAsync(topic, "before", large, "after");
        using IConsumer<string?, string?> consumer = work.Consumer(work.NewName("reader"), config =>
        {
            config.MaxPartitionFetchBytes = 1000;
            config.FetchMaxBytes = 1000;
            config.MessageMaxBytes = 1000;
        });
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));

        consumer.NextRecord(topic).Message.Value.ShouldBe("before");
        consumer.NextRecord(topic).Message.Value.ShouldBe(large);
        consumer.NextRecord(topic).Message.Value.ShouldBe("after");
    }
}
