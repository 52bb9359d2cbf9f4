using AkkaStreamProc.Connectors.Kafka;
using Microsoft.Extensions.Time.Testing;

namespace AkkaStreamProc.Kafka.Specs;

public sealed class KafkaSourcePartitionSpecs(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    [Fact]
    public async Task Subtasks_read_every_partition_exactly_once_and_share_them_evenly()
    {
        var topic = await kafka.CreateTopic(partitions: 6);
        foreach (var partition in Enumerable.Range(0, 6))
        {
            await kafka.Produce(topic, partition, $"{partition}");
        }

        var records = new List<string>();
        foreach (var index in Enumerable.Range(0, 3))
        {
            using var source = new SourceDriver<string>(Specs.Source(kafka, topic, end: KafkaEnd.AtCurrentEnd), null, index, 3);
            source.ReadToEnd().Splits.Count.ShouldBe(2);
            records.AddRange(source.Records);
        }

        records.Order().ShouldBe(["0", "1", "2", "3", "4", "5"]);
    }

    [Fact]
    public async Task Source_reads_several_topics()
    {
        var first = await kafka.CreateTopic();
        var second = await kafka.CreateTopic();
        await kafka.Produce(first, 0, "a");
        await kafka.Produce(second, 0, "b");
        var options = Specs.Options(kafka, first, end: KafkaEnd.AtCurrentEnd) with { Topics = [first, second] };

        using var source = new SourceDriver<string>(new KafkaSource<string>(options, new Text()));
        source.ReadToEnd();

        source.Records.Order().ShouldBe(["a", "b"]);
        source.Splits.Select(s => s.Id).ShouldBe(new[] { $"{first}/0", $"{second}/0" }.Order());
    }

    [Fact]
    public async Task New_partition_is_found_at_the_discovery_interval_and_read_from_its_beginning()
    {
        var topic = await kafka.CreateTopic();
        var time = new FakeTimeProvider();
        using var source = new SourceDriver<string>(Specs.Source(kafka, topic, KafkaStart.Latest), time: time);
        source.FixStart();
        await kafka.AddPartitions(topic, 2);
        await kafka.Produce(topic, 1, "new");
        await kafka.Produce(topic, 0, "first");
        source.ReadRecords(1);
        source.Records.ShouldBe(["first"]);

        time.Advance(TimeSpan.FromSeconds(5));
        source.ReadRecords(2);

        source.Records.ShouldBe(["first", "new"]);
        source.Context.Notices.ShouldHaveSingleItem().ShouldContain($"{topic}/1");
    }

    [Fact]
    public async Task Partition_is_announced_with_the_end_that_it_has_then_so_that_it_is_not_idle_before()
    {
        var topic = await kafka.CreateTopic(partitions: 2);
        await kafka.Produce(topic, 0, "a", "b");

        using var source = new SourceDriver<string>(Specs.Source(kafka, topic));
        source.ReadUntil(() => source.Splits.Count == 2, "the splits");

        source.Splits.Select(s => s.KnownEnd).ShouldBe([2, 0]);
    }

    [Fact]
    public async Task Restored_source_reads_a_partition_that_was_added_meanwhile_from_its_beginning()
    {
        var topic = await kafka.CreateTopic();
        using var first = new SourceDriver<string>(Specs.Source(kafka, topic, KafkaStart.Latest));
        first.ReadUntil(() => first.Splits.Count == 1, "the first split");
        await kafka.AddPartitions(topic, 2);
        await kafka.Produce(topic, 1, "new");

        using var second = new SourceDriver<string>(Specs.Source(kafka, topic, KafkaStart.Latest), first.Splits);
        second.ReadRecords(1);

        second.Records.ShouldBe(["new"]);
    }
}
