using Confluent.Kafka;

namespace AkkaStreamProc.Bench.Kafka.Ends;

/// <summary>The same work with the managed client, record by record.</summary>
internal static class ManagedClient
{
    public static void Consume(string bootstrap, string topic, int records)
    {
        var config = new ConsumerConfig { BootstrapServers = bootstrap, GroupId = "bench", EnableAutoCommit = false };
        config.Set("fetch.queue.backoff.ms", "5");
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(config).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        for (var count = 0; count < records; count++)
        {
            _ = consumer.Consume();
        }
    }

    public static void Produce(string bootstrap, string topic, int records, int size)
    {
        var config = new ProducerConfig { BootstrapServers = bootstrap, EnableIdempotence = true };
        using var producer = new ProducerBuilder<Null, byte[]>(config).Build();
        var value = new byte[size];
        var failed = 0;
        for (var count = 0; count < records;)
        {
            try
            {
                producer.Produce(topic, new Message<Null, byte[]> { Value = value }, r => failed += r.Error.IsError ? 1 : 0);
                count++;
            }
            catch (ProduceException<Null, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(10));
            }
        }

        producer.Flush();
        ArgumentOutOfRangeException.ThrowIfNotEqual(failed, 0);
    }
}
