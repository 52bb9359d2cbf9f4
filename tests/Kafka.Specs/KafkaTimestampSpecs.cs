using System.Globalization;
using System.Text;
using AkkaStreamProc.Connectors.Kafka;

namespace AkkaStreamProc.Kafka.Specs;

/// <summary>What the Kafka timestamps of written records are.</summary>
public sealed class KafkaTimestampSpecs(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private static readonly DateTimeOffset Past = new(2001, 2, 3, 4, 5, 6, TimeSpan.Zero);
    private static readonly DateTimeOffset Future = DateTimeOffset.UtcNow.AddDays(2);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Record_is_dated_when_it_is_written_whatever_its_event_time(bool liesAhead)
    {
        var topic = await kafka.CreateTopic();
        using var sink = new SinkDriver<string>(Specs.Sink(kafka, topic));
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

        sink.Start().Write(["a"], _ => (liesAhead ? Future : Past).ToUnixTimeMilliseconds()).Prepare();

        var timestamp = kafka.Consume(topic).ShouldHaveSingleItem().Message.Timestamp.UnixTimestampMs;
        timestamp.ShouldBeInRange(before, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Record_is_dated_as_the_selector_says()
    {
        var topic = await kafka.CreateTopic();
        var selected = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.AddMinutes(-3).ToUnixTimeMilliseconds());
        using var sink = new SinkDriver<string>(new KafkaSink<string>(Specs.SinkOptions(kafka, topic) with
        {
            Timestamp = KafkaTimestamp.EventTime,
            TimestampSelector = _ => selected,
        }));

        sink.Start().Write(["a"], _ => Past.ToUnixTimeMilliseconds()).Prepare();

        kafka.Consume(topic).ShouldHaveSingleItem().Message.Timestamp.UnixTimestampMs.ShouldBe(selected.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Event_time_travels_in_a_header_from_sink_to_source()
    {
        var topic = await kafka.CreateTopic();
        using (var sink = new SinkDriver<string>(new KafkaSink<string>(Specs.SinkOptions(kafka, topic) with { EventTimeHeader = "at" })))
        {
            sink.Start().Write(["a"], _ => Past.ToUnixTimeMilliseconds()).Write("b").Prepare();
        }

        var read = kafka.Consume(topic);
        Encoding.UTF8.GetString(read[0].Message.Headers.GetLastBytes("at")).ShouldBe(Past.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        read[1].Message.Headers.ShouldBeEmpty();
        using var source = new SourceDriver<string>(new KafkaSource<string>(
            Specs.Options(kafka, topic, end: KafkaEnd.AtCurrentEnd) with { EventTimeHeader = "at" }, new Text()));
        source.ReadToEnd();

        source.Timestamps.ShouldBe([Past.ToUnixTimeMilliseconds(), read[1].Message.Timestamp.UnixTimestampMs]);
    }
}
