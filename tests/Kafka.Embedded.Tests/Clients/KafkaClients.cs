using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Clients;

/// <summary>librdkafka clients as the specs use them: quick to reconnect, silent, and reading by hand-assigned partitions.</summary>
internal static class KafkaClients
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static IProducer<byte[]?, byte[]?> Producer(string bootstrapServers, Action<ProducerConfig>? configure = null)
    {
        var config = new ProducerConfig { BootstrapServers = bootstrapServers, LingerMs = 1, ReconnectBackoffMs = 10, ReconnectBackoffMaxMs = 100, RetryBackoffMs = 10 };
        configure?.Invoke(config);
        return new ProducerBuilder<byte[]?, byte[]?>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    public static IConsumer<byte[]?, byte[]?> Consumer(string bootstrapServers, string groupId = "specs", Action<ConsumerConfig>? configure = null)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = groupId,
            EnableAutoCommit = false,
            AutoOffsetReset = AutoOffsetReset.Error,
            CheckCrcs = true,
            ReconnectBackoffMs = 10,
            ReconnectBackoffMaxMs = 100,
        };
        configure?.Invoke(config);
        return new ConsumerBuilder<byte[]?, byte[]?>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    public static IAdminClient Admin(string bootstrapServers) =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();

    /// <summary>The first error that a new client reports by itself and that is more than a lost connection.</summary>
    public static async Task<Error> FirstErrorAsync(string bootstrapServers, Action<ClientConfig> configure)
    {
        var first = new TaskCompletionSource<Error>(TaskCreationOptions.RunContinuationsAsynchronously);
        var config = new AdminClientConfig { BootstrapServers = bootstrapServers };
        configure(config);
        using IAdminClient client = new AdminClientBuilder(config)
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, error) =>
            {
                if (error.Code is not (ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Transport))
                {
                    first.TrySetResult(error);
                }
            })
            .Build();
        return await first.Task.WaitAsync(Patience);
    }

    /// <summary>Reads exactly <paramref name="count"/> records of one partition from an offset on.</summary>
    public static List<ConsumeResult<byte[]?, byte[]?>> Read(string bootstrapServers, string topic, int partition, long offset, int count, Action<ConsumerConfig>? configure = null)
    {
        using IConsumer<byte[]?, byte[]?> consumer = Consumer(bootstrapServers, configure: configure);
        consumer.Assign(new TopicPartitionOffset(topic, partition, offset));
        return consumer.Take(count);
    }

    /// <summary>The next <paramref name="count"/> records; fails where they do not come.</summary>
    public static List<ConsumeResult<byte[]?, byte[]?>> Take(this IConsumer<byte[]?, byte[]?> consumer, int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        var records = new List<ConsumeResult<byte[]?, byte[]?>>(count);
        while (records.Count < count)
        {
            records.Add(consumer.Consume(patience.Token));
        }

        return records;
    }
}
