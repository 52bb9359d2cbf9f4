using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Kafka.Specs;

public sealed class KafkaSourceFailureSpecs(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    [Fact]
    public void Unknown_topic_fails_the_source_and_names_topic_and_brokers()
    {
        using var source = new SourceDriver<string>(Specs.Source(kafka, "no-such-topic"));

        var failure = source.ReadUntilFailure();

        failure.ShouldBeOfType<KafkaConnectorException>().Message.ShouldStartWith($"There is no topic 'no-such-topic' at {kafka.Bootstrap}. Create it");
    }

    [Fact]
    public async Task Position_below_the_earliest_record_fails_the_source_and_names_wanted_and_available_offsets()
    {
        var (topic, checkpoint) = await TopicWithLostRecords();

        using var source = new SourceDriver<string>(Specs.Source(kafka, topic), checkpoint);
        var failure = source.ReadUntilFailure();

        failure.ShouldBeOfType<KafkaConnectorException>().Message
            .ShouldContain($"Partition {topic}/0 at {kafka.Bootstrap} is to be read from offset 1, but has offsets from 3 to before 5");
    }

    [Fact]
    public async Task Position_behind_the_end_fails_the_source()
    {
        var topic = await kafka.CreateTopic();
        await kafka.Produce(topic, 0, "0");
        OffsetSplit[] checkpoint = [new($"{topic}/0", Position: 7)];

        using var source = new SourceDriver<string>(Specs.Source(kafka, topic), checkpoint);

        source.ReadUntilFailure().Message.ShouldContain("from offset 7, but has offsets from 0 to before 1");
    }

    [Theory]
    [InlineData(KafkaMissingOffset.ContinuesAtEarliest, "3 4 new")]
    [InlineData(KafkaMissingOffset.ContinuesAtLatest, "new")]
    public async Task Position_below_the_earliest_record_is_given_up_where_the_options_allow_it(KafkaMissingOffset missing, string records)
    {
        var (topic, checkpoint) = await TopicWithLostRecords();
        var options = Specs.Options(kafka, topic) with { MissingOffset = missing };

        using var source = new SourceDriver<string>(new KafkaSource<string>(options, new Text()), checkpoint);
        source.ReadUntil(() => source.Context.Notices.Count > 0 && source.Splits.Any(s => s.Position >= 3), "the new position");
        await kafka.Produce(topic, 0, "new");
        source.ReadUntil(() => source.Records.Contains("new"), "the new record");

        string.Join(' ', source.Records).ShouldBe(records);
        source.Context.Notices.ShouldHaveSingleItem().ShouldContain("from offset 1, but has offsets from 3 to before 5");
    }

    [Theory]
    [InlineData("enable.auto.commit")]
    [InlineData("bootstrap.servers")]
    [InlineData("group.id")]
    public void Property_that_the_source_needs_for_itself_is_refused(string property)
    {
        var options = Specs.Options(kafka, "topic") with { Properties = new Dictionary<string, string> { [property] = "x" } };

        var error = Should.Throw<KafkaConnectorException>(() => new KafkaSource<string>(options, new Text()));

        error.Message.ShouldContain(property);
    }

    [Fact]
    public void Property_that_the_client_does_not_know_fails_the_source_and_is_named()
    {
        var options = Specs.Options(kafka, "topic") with { Properties = new Dictionary<string, string> { ["no.such.property"] = "x" } };

        using var source = new SourceDriver<string>(new KafkaSource<string>(options, new Text()));

        source.ReadUntilFailure().Message.ShouldContain("no.such.property");
    }

    [Fact]
    public void Refused_login_fails_the_source()
    {
        var options = Specs.Options(kafka, "topic") with
        {
            Properties = new Dictionary<string, string>
            {
                ["security.protocol"] = "SASL_PLAINTEXT",
                ["sasl.mechanism"] = "PLAIN",
                ["sasl.username"] = "somebody",
                ["sasl.password"] = "secret",
            },
        };

        using var source = new SourceDriver<string>(new KafkaSource<string>(options, new Text()));
        var failure = source.ReadUntilFailure();

        failure.ShouldBeOfType<KafkaConnectorException>().Message.ShouldContain($"Kafka at {kafka.Bootstrap} refuses the connection");
        failure.ToString().ShouldNotContain("secret");
    }

    private async Task<(string Topic, OffsetSplit[] Checkpoint)> TopicWithLostRecords()
    {
        var topic = await kafka.CreateTopic();
        await kafka.Produce(topic, 0, "0", "1", "2", "3", "4");
        await kafka.DeleteRecordsBefore(topic, 0, 3);
        return (topic, [new($"{topic}/0", Position: 1)]);
    }
}
