using System.Globalization;
using System.Text;
using AkkaStreamProc.Connectors.Kafka;

namespace AkkaStreamProc.Kafka.Specs;

public sealed class KafkaSinkSpecs(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    [Fact]
    public async Task Prepared_epoch_is_in_the_topic_with_every_record()
    {
        var topic = await kafka.CreateTopic();
        using var sink = new SinkDriver<string>(new KafkaSink<string>(Specs.SinkOptions(kafka, topic) with
        {
            Properties = new Dictionary<string, string> { ["linger.ms"] = "60000" },
        }));

        sink.Start().Write([.. Enumerable.Range(0, 100).Select(i => $"{i}")]).Prepare();

        kafka.Consume(topic).Select(r => Encoding.UTF8.GetString(r.Message.Value!)).ShouldBe(Enumerable.Range(0, 100).Select(i => $"{i}"));
    }

    [Fact]
    public async Task Records_with_equal_keys_go_to_one_partition_in_order_and_where_the_java_clients_put_them()
    {
        var topic = await kafka.CreateTopic(partitions: 4);
        using var sink = new SinkDriver<string>(new KafkaSink<string>(Specs.SinkOptions(kafka, topic) with { Key = new FirstLetter() }));

        sink.Start().Write("a1", "b1", "a2", "b2", "a3").Prepare();

        var read = kafka.Consume(topic, partitions: 4);
        read.Where(r => r.Message.Key == "a").Select(r => Encoding.UTF8.GetString(r.Message.Value!)).ShouldBe(["a1", "a2", "a3"]);
        read.Where(r => r.Message.Key == "a").Select(r => r.Partition.Value).Distinct().ShouldBe([Murmur2.Partition("a"u8, 4)]);
        read.Where(r => r.Message.Key == "b").Select(r => r.Partition.Value).Distinct().ShouldBe([Murmur2.Partition("b"u8, 4)]);
    }

    [Fact]
    public async Task Records_go_to_the_partition_that_the_options_select()
    {
        var topic = await kafka.CreateTopic(partitions: 3);
        using var sink = new SinkDriver<string>(new KafkaSink<string>(Specs.SinkOptions(kafka, topic) with
        {
            Partition = (record, count) => int.Parse(record, CultureInfo.InvariantCulture) % count,
        }));

        sink.Start().Write("0", "1", "2", "3", "4").Prepare();

        kafka.Consume(topic, partitions: 3)
            .Select(r => (r.Partition.Value, Encoding.UTF8.GetString(r.Message.Value!))).Order()
            .ShouldBe([(0, "0"), (0, "3"), (1, "1"), (1, "4"), (2, "2")]);
    }

    [Fact]
    public async Task Headers_tombstones_empty_values_and_timestamps_arrive_as_they_are()
    {
        var topic = await kafka.CreateTopic();
        using var sink = new SinkDriver<string>(new KafkaSink<string>(Specs.SinkOptions(kafka, topic) with
        {
            Key = new Text(),
            Timestamp = KafkaTimestamp.EventTime,
            IsTombstone = record => record == "gone",
            Headers = (record, headers) =>
            {
                headers.Add("length", BitConverter.GetBytes(record.Length));
                headers.Add("empty", []);
            },
        }));

        sink.Start().Write(["value", "gone", ""], r => 1_700_000_000_000 + r.Length).Prepare();

        var read = kafka.Consume(topic);
        read.Select(r => r.Message.Value is null ? null : Encoding.UTF8.GetString(r.Message.Value)).ShouldBe(["value", null, ""]);
        read.Select(r => r.Message.Key).ShouldBe(["value", "gone", ""]);
        read.Select(r => r.Message.Timestamp.UnixTimestampMs).ShouldBe([1_700_000_000_005, 1_700_000_000_004, 1_700_000_000_000]);
        read.Select(r => BitConverter.ToInt32(r.Message.Headers.GetLastBytes("length"))).ShouldBe([5, 4, 0]);
        read.ShouldAllBe(r => r.Message.Headers.GetLastBytes("empty").Length == 0);
    }

    [Fact]
    public async Task Table_is_written_by_key_with_a_tombstone_for_a_row_that_is_gone()
    {
        var topic = await kafka.CreateTopic();
        using var sink = new SinkDriver<Change<string, string>>(new KafkaSink<Change<string, string>>(KafkaUpserts.Options(kafka.Bootstrap, topic, new Text(), new Text())));

        sink.Start().Write(new(RowKind.Insert, "a", "1"), new(RowKind.UpdateAfter, "a", "2"), new(RowKind.Insert, "b", "3"), new(RowKind.Delete, "a", "2")).Prepare();

        kafka.Consume(topic).Select(r => (r.Message.Key, r.Message.Value is null ? null : Encoding.UTF8.GetString(r.Message.Value)))
            .ShouldBe([("a", "1"), ("a", "2"), ("b", "3"), ("a", null)]);
    }

    [Fact]
    public void Sink_of_upserts_without_a_key_is_refused() =>
        Should.Throw<KafkaConnectorException>(() => new KafkaSink<string>(Specs.SinkOptions(kafka, "topic") with { Takes = ChangelogMode.Upsert })).Message.ShouldBe(
            "The Kafka sink for 'topic' takes upserts, so it needs a Key, by which rows replace each other, and IsTombstone, which tells those that are gone. KafkaUpserts.Options sets both.");

    [Fact]
    public async Task Sink_takes_more_than_may_be_unconfirmed()
    {
        var topic = await kafka.CreateTopic();
        using var sink = new SinkDriver<string>(new KafkaSink<string>(Specs.SinkOptions(kafka, topic) with { MaxUnconfirmedBytes = 16 * 1024 }));
        string[] records = [.. Enumerable.Range(0, 20_000).Select(i => $"record {i}")];

        sink.Start().Write(records).Prepare();

        kafka.Consume(topic).Select(r => Encoding.UTF8.GetString(r.Message.Value!)).ShouldBe(records);
    }

    [Fact]
    public async Task Record_larger_than_what_may_be_unconfirmed_fails_the_sink()
    {
        var topic = await kafka.CreateTopic();
        using var sink = new SinkDriver<string>(new KafkaSink<string>(Specs.SinkOptions(kafka, topic) with { MaxUnconfirmedBytes = 16 * 1024 }));

        var error = Should.Throw<KafkaConnectorException>(() => sink.Start().Write(new string('x', 20_000)).Prepare());

        error.Message.ShouldContain("MaxUnconfirmedBytes");
    }

    [Fact]
    public async Task Record_that_the_broker_refuses_fails_the_epoch_with_the_reason()
    {
        var topic = await kafka.CreateTopic(configs: new() { ["max.message.bytes"] = "1000" });
        using var sink = new SinkDriver<string>(Specs.Sink(kafka, topic));
        sink.Start();

        var isPrepared = sink.Write(new string('x', 5000)).BeginPrepare();
        var error = Should.Throw<RecordRefusedException>(() => sink.Pump(isPrepared, "the epoch to be prepared"));

        error.Message.ShouldContain("refuses the record «5000 encoded bytes» for good");
        error.Message.ShouldContain($"topic '{topic}' at {kafka.Bootstrap}");
        error.Message.ShouldContain("max.message.bytes");
        isPrepared().ShouldBeFalse();
    }

    [Fact]
    public async Task Sink_that_has_failed_prepares_no_later_epoch()
    {
        var topic = await kafka.CreateTopic();
        using var sink = new SinkDriver<string>(new KafkaSink<string>(Specs.SinkOptions(kafka, topic) with { Partition = (_, count) => count }));
        sink.Start();

        var isPrepared = sink.Write("x").BeginPrepare();
        Should.Throw<KafkaConnectorException>(() => sink.Pump(isPrepared, "the epoch")).Message.ShouldContain("selected partition 1");
        var isWorkerThrough = false;
        sink.Context.Worker.Post(() => sink.Context.Post(() => isWorkerThrough = true));
        sink.Context.PumpUntil(() => isWorkerThrough, "the worker to have done all there was");

        isPrepared().ShouldBeFalse();
    }

    [Fact]
    public void Unknown_topic_fails_the_sink_and_names_topic_and_brokers()
    {
        using var sink = new SinkDriver<string>(Specs.Sink(kafka, "no-such-topic"));

        var error = Should.Throw<KafkaConnectorException>(() => sink.Start());

        error.Message.ShouldStartWith($"There is no topic 'no-such-topic' at {kafka.Bootstrap}. Create it");
    }

    [Theory]
    [InlineData("acks")]
    [InlineData("delivery.timeout.ms")]
    [InlineData("enable.idempotence")]
    public void Property_that_the_sink_needs_for_itself_is_refused(string property)
    {
        var options = Specs.SinkOptions(kafka, "topic") with { Properties = new Dictionary<string, string> { [property] = "1" } };

        Should.Throw<KafkaConnectorException>(() => new KafkaSink<string>(options)).Message.ShouldContain(property);
    }
}
