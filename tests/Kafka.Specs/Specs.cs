using AkkaStreamProc.Connectors.Kafka;

namespace AkkaStreamProc.Kafka.Specs;

/// <summary>Sources and sinks of text as most specs want them.</summary>
internal static class Specs
{
    public static KafkaSource<string> Source(KafkaFixture kafka, string topic, KafkaStart? start = null, KafkaEnd? end = null) =>
        new(Options(kafka, topic, start, end), new Text());

    public static KafkaSourceOptions Options(KafkaFixture kafka, string topic, KafkaStart? start = null, KafkaEnd? end = null) => new()
    {
        Bootstrap = kafka.Bootstrap,
        Topics = [topic],
        Start = start ?? KafkaStart.Earliest,
        End = end,
    };

    public static KafkaSink<string> Sink(KafkaFixture kafka, string topic) => new(SinkOptions(kafka, topic));

    public static KafkaSinkOptions<string> SinkOptions(KafkaFixture kafka, string topic) => new()
    {
        Bootstrap = kafka.Bootstrap,
        Topic = topic,
        Value = new Text(),
    };
}
