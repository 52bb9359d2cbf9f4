using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Operators.Sources;
using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Specs;

public sealed class KafkaSourceStartSpecs(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    [Fact]
    public async Task Source_that_starts_latest_reads_only_what_comes_after_its_start()
    {
        var topic = await kafka.CreateTopic();
        await kafka.Produce(topic, 0, "old");
        using var source = new SourceDriver<string>(Specs.Source(kafka, topic, KafkaStart.Latest));
        source.FixStart();

        await kafka.Produce(topic, 0, "new");
        source.ReadRecords(1);

        source.Records.ShouldBe(["new"]);
    }

    [Fact]
    public async Task Source_that_starts_latest_reads_nothing_before_a_checkpoint_holds_its_start_and_then_all_since()
    {
        var topic = await kafka.CreateTopic(partitions: 2);
        await kafka.Produce(topic, 0, "old");
        var options = Specs.Options(kafka, topic, KafkaStart.Latest) with { DiscoveryInterval = TimeSpan.FromMilliseconds(1) };
        using var source = new SourceDriver<string>(new KafkaSource<string>(options, new Text()));
        source.ReadUntil(() => source.Context.CheckpointRequests == 1 && source.Splits.Count == 2, "the request for a checkpoint");
        var checkpoint = source.Splits;

        // The notice of the new partition comes from the loop that reads, which has gone on behind the record by then.
        await kafka.Produce(topic, 0, "new");
        await kafka.AddPartitions(topic, 3);
        source.ReadUntil(() => source.Context.Notices.Count > 0, "the new partition");
        source.Records.ShouldBeEmpty();
        source.CompleteCheckpoint();

        source.ReadRecords(1).Records.ShouldBe(["new"]);
        using var restored = new SourceDriver<string>(new KafkaSource<string>(options, new Text()), checkpoint);
        restored.ReadRecords(1).Records.ShouldBe(["new"]);
    }

    [Fact]
    public async Task Source_that_starts_earliest_asks_for_no_checkpoint()
    {
        var topic = await kafka.CreateTopic();
        await kafka.Produce(topic, 0, "a");

        using var source = new SourceDriver<string>(Specs.Source(kafka, topic));

        source.ReadRecords(1).Context.CheckpointRequests.ShouldBe(0);
    }

    [Fact]
    public async Task Source_that_starts_at_a_timestamp_reads_from_the_first_record_that_is_not_older()
    {
        var topic = await kafka.CreateTopic(partitions: 2);
        var time = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);
        using (var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = kafka.Bootstrap }).Build())
        {
            foreach (var second in Enumerable.Range(0, 5))
            {
                await producer.ProduceAsync(
                    new TopicPartition(topic, 0),
                    new Message<Null, string> { Value = $"{second}", Timestamp = new Timestamp(time.AddSeconds(second)) });
            }

            await producer.ProduceAsync(new TopicPartition(topic, 1), new Message<Null, string> { Value = "old", Timestamp = new Timestamp(time) });
        }

        using var source = new SourceDriver<string>(
            Specs.Source(kafka, topic, KafkaStart.AtTimestamp(time.AddSeconds(2.5)), KafkaEnd.AtCurrentEnd));
        source.FixStart().ReadToEnd();

        source.Records.ShouldBe(["3", "4"]);
    }

    [Fact]
    public async Task Source_that_starts_at_offsets_reads_from_them_and_other_partitions_from_the_given_place()
    {
        var topic = await kafka.CreateTopic(partitions: 2);
        await kafka.Produce(topic, 0, "a0", "a1", "a2");
        await kafka.Produce(topic, 1, "b0", "b1");
        var start = KafkaStart.AtOffsets(new Dictionary<KafkaPartition, long> { [new(topic, 0)] = 2 }, KafkaStart.Latest);

        using var source = new SourceDriver<string>(Specs.Source(kafka, topic, start, KafkaEnd.AtCurrentEnd));
        source.FixStart().ReadToEnd();

        source.Records.ShouldBe(["a2"]);
    }

    [Fact]
    public async Task Source_that_starts_at_group_offsets_continues_where_the_completed_checkpoint_was_published()
    {
        var topic = await kafka.CreateTopic(partitions: 2);
        var group = $"group-{Guid.NewGuid():N}";
        await kafka.Produce(topic, 0, "0", "1");
        var options = Specs.Options(kafka, topic, KafkaStart.AtGroupOffsets()) with { GroupId = group };
        using (var first = new SourceDriver<string>(new KafkaSource<string>(options, new Text())))
        {
            first.FixStart().ReadRecords(2);
            first.CompleteCheckpoint();
            kafka.AwaitCommitted(group, new TopicPartition(topic, 0), 2);
        }

        await kafka.Produce(topic, 0, "2");
        await kafka.Produce(topic, 1, "3");
        using var second = new SourceDriver<string>(new KafkaSource<string>(options, new Text()));
        second.FixStart().ReadRecords(2);

        second.Records.ShouldBe(["2", "3"], ignoreOrder: true);
    }

    [Fact]
    public async Task Positions_of_the_last_completed_checkpoint_are_published_although_the_source_ends_at_once()
    {
        var topic = await kafka.CreateTopic();
        var group = $"group-{Guid.NewGuid():N}";
        await kafka.Produce(topic, 0, "0", "1");
        var options = Specs.Options(kafka, topic, KafkaStart.AtGroupOffsets()) with { GroupId = group };
        using (var first = new SourceDriver<string>(new KafkaSource<string>(options, new Text())))
        {
            first.FixStart().ReadRecords(2);
            first.CompleteCheckpoint();
        }

        await kafka.Produce(topic, 0, "2");
        using var second = new SourceDriver<string>(new KafkaSource<string>(options, new Text()));

        second.FixStart().ReadRecords(1).Records.ShouldBe(["2"]);
    }

    [Fact]
    public async Task Source_that_starts_at_group_offsets_falls_back_where_the_group_has_none()
    {
        var topic = await kafka.CreateTopic();
        await kafka.Produce(topic, 0, "0");
        var options = Specs.Options(kafka, topic, KafkaStart.AtGroupOffsets(), KafkaEnd.AtCurrentEnd) with { GroupId = $"group-{Guid.NewGuid():N}" };

        using var source = new SourceDriver<string>(new KafkaSource<string>(options, new Text()));
        source.FixStart().ReadToEnd();

        source.Records.ShouldBe(["0"]);
    }

    [Fact]
    public void Source_that_starts_at_group_offsets_without_a_group_is_refused()
    {
        var error = Should.Throw<KafkaConnectorException>(() => Specs.Source(kafka, "topic", KafkaStart.AtGroupOffsets()));

        error.Message.ShouldContain("GroupId");
    }

    [Fact]
    public async Task Source_that_is_restored_continues_without_loss_or_doubling()
    {
        var topic = await kafka.CreateTopic(partitions: 3);
        foreach (var partition in Enumerable.Range(0, 3))
        {
            await kafka.Produce(topic, partition, Enumerable.Range(0, 3000).Select(i => $"{partition}:{i}"));
        }

        List<string> read;
        IReadOnlyList<OffsetSplit> checkpoint;
        using (var first = new SourceDriver<string>(Specs.Source(kafka, topic)))
        {
            first.ReadRecords(1000);
            read = first.Records;
            checkpoint = first.Splits;
        }

        using var second = new SourceDriver<string>(Specs.Source(kafka, topic, KafkaStart.Latest), checkpoint);
        second.ReadRecords(9000 - read.Count);

        read.AddRange(second.Records);
        read.Order().ShouldBe(Enumerable.Range(0, 9000).Select(i => $"{i / 3000}:{i % 3000}").Order());
        second.Splits.ShouldAllBe(s => s.Position == 3000);
    }

    [Fact]
    public async Task All_partitions_are_known_before_the_first_record()
    {
        var topic = await kafka.CreateTopic(partitions: 20);
        await kafka.Produce(topic, 0, "a");
        await kafka.Produce(topic, 19, "b");

        using var source = new SourceDriver<string>(Specs.Source(kafka, topic)).Begin();

        source.Records.ShouldBeEmpty();
        source.Splits.Count.ShouldBe(20);
    }
}
