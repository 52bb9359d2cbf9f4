using System.Text;
using AkkaStreamProc.Connectors.Kafka;
using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Specs;

public sealed class KafkaSourceRecordSpecs(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    [Fact]
    public async Task Record_that_cannot_be_decoded_is_reported_with_its_place_and_reason_among_the_good_ones()
    {
        var topic = await kafka.CreateTopic();
        await kafka.Produce(topic, 0, "0", "bad:1", "2");

        using var source = new SourceDriver<string>(Specs.Source(kafka, topic, end: KafkaEnd.AtCurrentEnd));
        source.ReadToEnd();

        source.Records.ShouldBe(["0", "2"]);
        var bad = source.BadRecords.ShouldHaveSingleItem();
        bad.Split.ShouldBe($"{topic}/0");
        bad.Position.ShouldBe("1");
        bad.Reason.ShouldBe("it says so");
        Encoding.UTF8.GetString(bad.Raw).ShouldBe("bad:1");
    }

    [Theory]
    [InlineData(KafkaTombstones.AreBad, "a c", 1)]
    [InlineData(KafkaTombstones.AreSkipped, "a c", 0)]
    [InlineData(KafkaTombstones.AreDecodedAsEmpty, "a  c", 0)]
    public async Task Tombstone_is_treated_as_the_options_say(KafkaTombstones tombstones, string records, int badRecords)
    {
        var topic = await kafka.CreateTopic();
        await kafka.Produce(topic, 0, "a", null, "c");
        var options = Specs.Options(kafka, topic, end: KafkaEnd.AtCurrentEnd) with { Tombstones = tombstones };

        using var source = new SourceDriver<string>(new KafkaSource<string>(options, new Text()));
        source.ReadToEnd();

        string.Join(' ', source.Records).ShouldBe(records);
        source.BadRecords.Count.ShouldBe(badRecords);
        source.Splits.ShouldHaveSingleItem().Position.ShouldBe(3);
    }

    [Fact]
    public async Task Tombstone_at_the_end_is_skipped_and_the_bounded_source_ends()
    {
        var topic = await kafka.CreateTopic();
        await kafka.Produce(topic, 0, "a", null);
        var options = Specs.Options(kafka, topic, end: KafkaEnd.AtCurrentEnd) with { Tombstones = KafkaTombstones.AreSkipped };

        using var source = new SourceDriver<string>(new KafkaSource<string>(options, new Text()));
        source.ReadToEnd();

        source.Records.ShouldBe(["a"]);
    }

    [Fact]
    public async Task Kafka_deserializer_sees_key_headers_timestamp_and_place()
    {
        var topic = await kafka.CreateTopic();
        using (var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = kafka.Bootstrap }).Build())
        {
            await producer.ProduceAsync(topic, new Message<string, string>
            {
                Key = "key",
                Value = "value",
                Timestamp = new Timestamp(1_700_000_000_123, TimestampType.CreateTime),
                Headers = new Headers { { "h", "first"u8.ToArray() }, { "h", "last"u8.ToArray() } },
            });
        }

        await kafka.Produce(topic, 0, [null]);
        var options = Specs.Options(kafka, topic, end: KafkaEnd.AtCurrentEnd);
        using var source = new SourceDriver<string>(new KafkaSource<string>(options, new WholeRecord()));
        source.ReadToEnd();

        source.Records[0].ShouldBe($"{topic}/0@0 1700000000123 key=value h=last other=none");
        source.Records[1].ShouldEndWith("tombstone of k");
    }

    [Fact]
    public async Task Records_of_many_megabytes_are_read_and_written()
    {
        var topic = await kafka.CreateTopic(configs: new() { ["max.message.bytes"] = "40000000" });
        string[] records = [new('a', 12_000_000), "small", new('b', 15_000_000)];
        using (var sink = new SinkDriver<string>(Specs.Sink(kafka, topic)))
        {
            sink.Start().Write(records).Prepare();
        }

        using var source = new SourceDriver<string>(Specs.Source(kafka, topic, end: KafkaEnd.AtCurrentEnd));
        source.ReadToEnd();

        source.Records.Select(r => (r.Length, r[0])).ShouldBe([(12_000_000, 'a'), (5, 's'), (15_000_000, 'b')]);
    }

    [Fact]
    public async Task Deserializer_that_throws_fails_the_source_with_the_place()
    {
        var topic = await kafka.CreateTopic();
        await kafka.Produce(topic, 0, "0", "1");

        using var source = new SourceDriver<string>(new KafkaSource<string>(Specs.Options(kafka, topic), new ThrowingText()));
        var failure = source.ReadUntilFailure();

        failure.ShouldBeOfType<KafkaConnectorException>().Message.ShouldContain($"offset 0 of {topic}/0");
    }
}
