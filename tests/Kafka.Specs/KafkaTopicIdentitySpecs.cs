using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Operators.Sources;
using Microsoft.Extensions.Time.Testing;

namespace AkkaStreamProc.Kafka.Specs;

/// <summary>Topics that are deleted, and created again under the same name, with fewer and with more records.</summary>
public sealed class KafkaTopicIdentitySpecs(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private static readonly string[] Old = ["old0", "old1", "old2"];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task Topic_that_was_created_again_since_the_checkpoint_fails_the_source_whatever_it_holds(int records)
    {
        var (topic, checkpoint) = await ReadTopic();
        await kafka.RecreateTopic(topic);
        await kafka.Produce(topic, 0, Enumerable.Range(0, records).Select(i => $"new{i}"));

        using var source = new SourceDriver<string>(Specs.Source(kafka, topic), checkpoint);
        var failure = source.ReadUntilFailure();

        failure.ShouldBeOfType<KafkaConnectorException>().Message.ShouldStartWith($"The topic '{topic}' at {kafka.Bootstrap} was deleted and created again");
        failure.Message.ShouldContain($"the position 3 of {topic}/0");
        failure.Message.ShouldContain(nameof(KafkaSourceOptions.MissingOffset));
        source.Records.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(KafkaMissingOffset.ContinuesAtEarliest, 0, 5)]
    [InlineData(KafkaMissingOffset.ContinuesAtLatest, 5, 0)]
    public async Task Topic_that_was_created_again_is_read_from_where_the_options_say(KafkaMissingOffset missing, int first, int count)
    {
        var (topic, checkpoint) = await ReadTopic();
        await kafka.RecreateTopic(topic, partitions: 2);
        await kafka.Produce(topic, 0, Enumerable.Range(0, 5).Select(i => $"new{i}"));
        await kafka.Produce(topic, 1, "other");
        var options = Specs.Options(kafka, topic) with { MissingOffset = missing };

        using var source = new SourceDriver<string>(new KafkaSource<string>(options, new Text()), checkpoint);
        source.ReadRecords(count + 1);

        source.Records.ShouldBe(Enumerable.Range(first, count).Select(i => $"new{i}").Append("other"), ignoreOrder: true);
        source.Context.Notices.ShouldContain(notice => notice.Contains("deleted and created again", StringComparison.Ordinal));

        // What the checkpoint holds now are positions in the new topic.
        using var next = new SourceDriver<string>(Specs.Source(kafka, topic), source.Splits);
        await kafka.Produce(topic, 0, "later");
        next.ReadRecords(1).Records.ShouldBe(["later"]);
    }

    [Fact]
    public async Task Partition_that_the_new_topic_does_not_have_is_finished()
    {
        var topic = await kafka.CreateTopic(partitions: 2);
        await kafka.Produce(topic, 1, "old");
        IReadOnlyList<OffsetSplit> checkpoint;
        using (var before = new SourceDriver<string>(Specs.Source(kafka, topic)))
        {
            checkpoint = before.ReadRecords(1).Splits;
        }

        await kafka.RecreateTopic(topic, partitions: 1);
        await kafka.Produce(topic, 0, "new");
        var options = Specs.Options(kafka, topic) with { MissingOffset = KafkaMissingOffset.ContinuesAtEarliest };

        using var source = new SourceDriver<string>(new KafkaSource<string>(options, new Text()), checkpoint);
        source.ReadRecords(1).Records.ShouldBe(["new"]);

        source.Splits.Select(s => s.IsFinished).ShouldBe([false, true]);
    }

    [Fact]
    public async Task No_checkpoint_is_confirmed_behind_records_of_a_topic_that_was_created_again_while_the_source_reads()
    {
        var topic = await kafka.CreateTopic();
        await kafka.Produce(topic, 0, Old);
        using var source = new SourceDriver<string>(Specs.Source(kafka, topic), time: new FakeTimeProvider());
        var before = source.ReadRecords(3).BeginConfirm();
        source.ReadUntil(before, "the confirmation of what is sound");

        await kafka.RecreateTopic(topic);
        await kafka.Produce(topic, 0, "new0", "new1", "new2", "new3", "new4");

        // The library goes on at offset 3 of the new topic, or not; in no case is a checkpoint with its records confirmed.
        Func<bool> behind = () => false;
        Should.Throw<KafkaConnectorException>(() =>
        {
            source.ReadRecords(4);
            behind = source.BeginConfirm();
            source.ReadUntil(behind, "the failure");
        }).Message.ShouldContain("was deleted and created again while the job ran");
        behind().ShouldBeFalse();
    }

    [Fact]
    public async Task Topic_that_is_created_again_while_nothing_is_read_is_noticed_at_the_discovery_interval()
    {
        var topic = await kafka.CreateTopic();
        await kafka.Produce(topic, 0, Old);
        var time = new FakeTimeProvider();
        using var source = new SourceDriver<string>(Specs.Source(kafka, topic), time: time);
        source.ReadRecords(3);
        await kafka.RecreateTopic(topic);

        time.Advance(TimeSpan.FromSeconds(5));

        source.ReadUntilFailure().Message.ShouldContain("was deleted and created again while the job ran");
    }

    [Fact]
    public async Task Topic_that_is_deleted_while_the_source_reads_is_said_and_fails_it()
    {
        var topic = await kafka.CreateTopic();
        await kafka.Produce(topic, 0, Old);
        var options = Specs.Options(kafka, topic) with { DiscoveryInterval = TimeSpan.FromMilliseconds(100) };
        using var source = new SourceDriver<string>(new KafkaSource<string>(options, new Text()));
        source.ReadRecords(3);

        await kafka.DeleteTopic(topic);

        source.ReadUntilFailure().Message.ShouldStartWith($"The topic '{topic}' at {kafka.Bootstrap} was deleted while the job ran");
        source.Context.Notices.ShouldHaveSingleItem().ShouldContain("does not exist any more");
    }

    [Fact]
    public async Task Topic_that_is_deleted_is_waited_for_where_the_options_say_so_and_is_another_one_when_it_is_back()
    {
        var topic = await kafka.CreateTopic();
        await kafka.Produce(topic, 0, Old);
        var options = Specs.Options(kafka, topic) with { DiscoveryInterval = TimeSpan.FromMilliseconds(100), MissingTopic = KafkaMissingTopic.Waits };
        using var source = new SourceDriver<string>(new KafkaSource<string>(options, new Text()));
        source.ReadRecords(3);

        await kafka.DeleteTopic(topic);
        source.ReadUntil(() => source.Context.Notices.Count > 0, "the notice");
        await kafka.CreateTopicNamed(topic);

        source.ReadUntilFailure().Message.ShouldContain("was deleted and created again while the job ran");
        source.Context.Notices.ShouldHaveSingleItem().ShouldContain("waits until it is created again");
    }

    [Fact]
    public async Task Source_that_waits_for_its_topic_begins_when_it_is_created()
    {
        var topic = $"spec-{Guid.NewGuid():N}";
        var options = Specs.Options(kafka, topic) with { MissingTopic = KafkaMissingTopic.Waits };
        using var source = new SourceDriver<string>(new KafkaSource<string>(options, new Text()));
        source.ReadUntil(() => source.Context.Notices.Count > 0, "the notice");

        await kafka.CreateTopicNamed(topic);
        await kafka.Produce(topic, 0, "a");

        source.ReadRecords(1).Records.ShouldBe(["a"]);
    }

    private async Task<(string Topic, IReadOnlyList<OffsetSplit> Checkpoint)> ReadTopic()
    {
        var topic = await kafka.CreateTopic();
        await kafka.Produce(topic, 0, Old);
        using var source = new SourceDriver<string>(Specs.Source(kafka, topic));
        return (topic, source.ReadRecords(3).Splits);
    }
}
