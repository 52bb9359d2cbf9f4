using AkkaStreamProc.Connectors.Kafka;

namespace AkkaStreamProc.Kafka.Specs;

public sealed class KafkaRoundTripSpecs(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    [Fact]
    public async Task Records_of_a_sink_come_back_from_a_source_in_order_with_their_timestamps()
    {
        var topic = await kafka.CreateTopic();
        string[] records = [.. Enumerable.Range(0, 10_000).Select(i => $"record {i}")];
        using (var sink = new SinkDriver<string>(new KafkaSink<string>(Specs.SinkOptions(kafka, topic) with { Timestamp = KafkaTimestamp.EventTime })))
        {
            sink.Start().Write(records, r => 1_700_000_000_000 + int.Parse(r[7..])).Prepare();
        }

        using var source = new SourceDriver<string>(Specs.Source(kafka, topic, end: KafkaEnd.AtCurrentEnd));
        source.ReadToEnd();

        source.Records.ShouldBe(records);
        source.Timestamps.ShouldBe(Enumerable.Range(0, 10_000).Select(i => 1_700_000_000_000 + i));
    }
}
