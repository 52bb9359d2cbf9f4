using AkkaStreamProc.Kafka.Conformance.Clusters;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace AkkaStreamProc.Kafka.Conformance.Records;

public sealed class OffsetsByTimeSpecs
{
    private static readonly long Base = DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeMilliseconds();

    [Theory]
    [OnBrokers(-1000, 0)]
    [OnBrokers(0, 0)]
    [OnBrokers(1, 1)]
    [OnBrokers(100, 1)]
    [OnBrokers(150, 3)]
    [OnBrokers(300, 3)]
    public async Task First_record_at_or_after_a_time_is_found_even_where_times_go_back(Brokers brokers, int timeMs, int offset)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        await WriteAsync(work, topic, CompressionType.None, 0, 100, 50, 300);

        OffsetAt(work, topic, timeMs).Value.ShouldBe(offset);
    }

    [Theory, OnBrokers]
    public async Task Time_behind_every_record_has_no_offset_but_the_end(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        await WriteAsync(work, topic, CompressionType.None, 0, 100);

        OffsetAt(work, topic, 101).ShouldBe(Offset.End);
    }

    [Theory]
    [OnBrokers(CompressionType.Gzip)]
    [OnBrokers(CompressionType.Lz4)]
    public async Task Reading_compressed_batches_from_the_offset_of_a_time_misses_nothing_of_it(Brokers brokers, CompressionType compression)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        await WriteAsync(work, topic, compression, [.. Enumerable.Range(0, 100)]);
        await WriteAsync(work, topic, compression, [.. Enumerable.Range(100, 100)]);

        OffsetAt(work, topic, 150).Value.ShouldBeInRange(100, 150);
    }

    [Theory, OnBrokers]
    public async Task Ends_and_the_newest_record_are_found(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        // A batch each: which record of a batch is its newest, brokers have answered differently.
        foreach (int time in new[] { 0, 500, 100 })
        {
            await WriteAsync(work, topic, CompressionType.None, time);
        }

        (await FindAsync(work, topic, OffsetSpec.Earliest())).ShouldBe(0);
        (await FindAsync(work, topic, OffsetSpec.Latest())).ShouldBe(3);
        (await FindAsync(work, topic, OffsetSpec.MaxTimestamp())).ShouldBe(1);
    }

    private static async Task WriteAsync(Workspace work, string topic, CompressionType compression, params int[] timesMs)
    {
        using IProducer<string?, string?> producer = work.Producer(config =>
        {
            config.CompressionType = compression;
            config.LingerMs = 50;
            config.EnableIdempotence = true;
        });
        Task[] reports =
        [
            .. timesMs.Select(time => producer.ProduceAsync(
                new TopicPartition(topic, 0),
                new Message<string?, string?> { Value = "of some length that can be compressed", Timestamp = new Timestamp(Base + time, TimestampType.CreateTime) })),
        ];
        await Task.WhenAll(reports);
    }

    private static Offset OffsetAt(Workspace work, string topic, int timeMs)
    {
        using IConsumer<string?, string?> consumer = work.Consumer(work.NewName("reader"));
        return consumer.OffsetsForTimes([new TopicPartitionTimestamp(topic, 0, new Timestamp(Base + timeMs, TimestampType.CreateTime))], Workspace.Patience)[0].Offset;
    }

    private static async Task<long> FindAsync(Workspace work, string topic, OffsetSpec spec)
    {
        ListOffsetsResult result = await work.Admin.ListOffsetsAsync([new TopicPartitionOffsetSpec { TopicPartition = new TopicPartition(topic, 0), OffsetSpec = spec }]);
        return result.ResultInfos[0].TopicPartitionOffsetError.Offset;
    }
}
