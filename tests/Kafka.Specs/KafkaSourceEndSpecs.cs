using AkkaStreamProc.Connectors.Kafka;

namespace AkkaStreamProc.Kafka.Specs;

public sealed class KafkaSourceEndSpecs(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    [Fact]
    public async Task Bounded_source_ends_at_what_was_there_at_its_start()
    {
        var topic = await kafka.CreateTopic();
        await kafka.Produce(topic, 0, "0", "1");
        using var source = new SourceDriver<string>(Specs.Source(kafka, topic, end: KafkaEnd.AtCurrentEnd));
        source.ReadUntil(() => source.Splits.Count == 1, "the split");

        await kafka.Produce(topic, 0, "2");
        source.ReadToEnd();

        source.Records.ShouldBe(["0", "1"]);
        source.Splits.ShouldAllBe(s => s.IsFinished && s.Position == 2 && s.End == 2);
    }

    [Fact]
    public async Task Bounded_source_of_an_empty_topic_ends_at_once()
    {
        var topic = await kafka.CreateTopic(partitions: 3);

        using var source = new SourceDriver<string>(Specs.Source(kafka, topic, end: KafkaEnd.AtCurrentEnd));
        source.ReadToEnd();

        source.Records.ShouldBeEmpty();
        source.Splits.Count.ShouldBe(3);
        source.Splits.ShouldAllBe(s => s.IsFinished);
    }

    [Fact]
    public async Task Bounded_source_with_more_subtasks_than_partitions_ends_on_all_of_them()
    {
        var topic = await kafka.CreateTopic();
        await kafka.Produce(topic, 0, "0");

        var records = new List<string>();
        foreach (var index in Enumerable.Range(0, 3))
        {
            using var source = new SourceDriver<string>(Specs.Source(kafka, topic, end: KafkaEnd.AtCurrentEnd), null, index, 3);
            records.AddRange(source.ReadToEnd().Records);
        }

        records.ShouldBe(["0"]);
    }

    [Fact]
    public async Task Bounded_source_that_is_restored_ends_at_the_end_of_its_first_start()
    {
        var topic = await kafka.CreateTopic(partitions: 2);
        await kafka.Produce(topic, 0, "0", "1");
        var source = Specs.Source(kafka, topic, end: KafkaEnd.AtCurrentEnd);
        using var first = new SourceDriver<string>(source);
        first.ReadUntil(() => first.Splits.Count == 2, "the splits");
        var checkpoint = first.Splits.Select(s => s with { Position = 0, IsFinished = s.End == 0 }).ToList();
        await kafka.Produce(topic, 0, "later");
        await kafka.Produce(topic, 1, "later");

        using var second = new SourceDriver<string>(source, checkpoint);
        second.ReadToEnd();

        second.Records.ShouldBe(["0", "1"]);
    }

    [Fact]
    public async Task Bounded_source_that_is_restored_takes_no_partition_that_was_added_since()
    {
        var topic = await kafka.CreateTopic();
        await kafka.Produce(topic, 0, "0");
        var source = Specs.Source(kafka, topic, end: KafkaEnd.AtCurrentEnd);
        using var first = new SourceDriver<string>(source);
        first.ReadToEnd();
        await kafka.AddPartitions(topic, 2);
        await kafka.Produce(topic, 1, "later");

        using var second = new SourceDriver<string>(source, first.Splits);
        second.ReadToEnd();

        second.Records.ShouldBeEmpty();
    }

    [Fact]
    public async Task Source_that_is_restored_as_a_bounded_one_ends_at_what_is_there_now()
    {
        var topic = await kafka.CreateTopic();
        await kafka.Produce(topic, 0, "0");
        using var first = new SourceDriver<string>(Specs.Source(kafka, topic));
        first.ReadRecords(1);
        await kafka.Produce(topic, 0, "1", "2");
        await kafka.AddPartitions(topic, 2);
        await kafka.Produce(topic, 1, "3");

        using var second = new SourceDriver<string>(Specs.Source(kafka, topic, end: KafkaEnd.AtCurrentEnd), first.Splits);
        second.ReadToEnd();

        second.Records.ShouldBe(["1", "2", "3"], ignoreOrder: true);
    }

    [Fact]
    public async Task Source_that_is_restored_without_its_end_reads_on()
    {
        var topic = await kafka.CreateTopic();
        await kafka.Produce(topic, 0, "0");
        using var first = new SourceDriver<string>(Specs.Source(kafka, topic, end: KafkaEnd.AtCurrentEnd));
        first.ReadToEnd();
        await kafka.Produce(topic, 0, "1");

        using var second = new SourceDriver<string>(Specs.Source(kafka, topic), first.Splits);
        second.ReadRecords(1);

        second.Records.ShouldBe(["1"]);
    }

    [Fact]
    public async Task Source_that_ends_at_offsets_waits_for_records_that_are_not_there_yet()
    {
        var topic = await kafka.CreateTopic();
        await kafka.Produce(topic, 0, "0");
        var end = KafkaEnd.AtOffsets(new Dictionary<KafkaPartition, long> { [new(topic, 0)] = 2 });
        using var source = new SourceDriver<string>(Specs.Source(kafka, topic, end: end));
        source.ReadRecords(1);

        await kafka.Produce(topic, 0, "1", "2");
        source.ReadToEnd();

        source.Records.ShouldBe(["0", "1"]);
    }

    [Fact]
    public async Task Bounded_source_ends_where_the_last_offsets_have_no_records()
    {
        var topic = await kafka.CreateTopic();
        await kafka.Produce(topic, 0, "0", "1", "2");
        await kafka.DeleteRecordsBefore(topic, 0, 3);

        using var source = new SourceDriver<string>(Specs.Source(kafka, topic, end: KafkaEnd.AtCurrentEnd));
        source.ReadToEnd();

        source.Records.ShouldBeEmpty();
        source.Splits.ShouldHaveSingleItem().Position.ShouldBe(3);
    }
}
