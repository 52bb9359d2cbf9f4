using Confluent.Kafka;

namespace AkkaStreamProc.Host.Demo;

/// <summary>The topics of the demonstration and how its own clients reach them.</summary>
internal static class DemoTopics
{
    public const string Clicks = "clicks";
    public const int ClickPartitions = 2;
    public const string Counts = "click-counts";

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    /// <summary>A consumer that commits nothing and says nothing.</summary>
    public static IConsumer<Ignore, byte[]> CreateConsumer(string bootstrap) =>
        new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig { BootstrapServers = bootstrap, GroupId = "demo", EnableAutoCommit = false })
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, _) => { })
            .Build();

    /// <summary>How many records a partition has had.</summary>
    public static long EndOf(IConsumer<Ignore, byte[]> consumer, string topic, int partition) =>
        consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition), AnswerTimeout).High.Value;
}
