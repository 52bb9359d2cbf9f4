using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Conformance.Clusters;

/// <summary>Reads partitions that are assigned by hand.</summary>
internal static class Reading
{
    /// <summary>The values of a partition from its beginning to what is its end for this isolation level now.</summary>
    public static List<string?> ReadToEnd(this Workspace work, string topic, IsolationLevel isolation, int partition = 0) =>
        [.. work.RecordsToEnd(topic, isolation, partition).Select(record => record.Message.Value)];

    public static List<ConsumeResult<string?, string?>> RecordsToEnd(this Workspace work, string topic, IsolationLevel isolation = IsolationLevel.ReadCommitted, int partition = 0)
    {
        using IConsumer<string?, string?> consumer = work.Consumer(work.NewName("reader"), config => config.IsolationLevel = isolation);
        consumer.Assign(new TopicPartitionOffset(topic, partition, Offset.Beginning));
        var records = new List<ConsumeResult<string?, string?>>();
        for (ConsumeResult<string?, string?> next = consumer.Next(topic); !next.IsPartitionEOF; next = consumer.Next(topic))
        {
            records.Add(next);
        }

        return records;
    }

    /// <summary>The next record, whatever ends of partitions come before it.</summary>
    public static ConsumeResult<string?, string?> NextRecord(this IConsumer<string?, string?> consumer, string awaited)
    {
        while (true)
        {
            ConsumeResult<string?, string?> next = consumer.Next(awaited);
            if (!next.IsPartitionEOF)
            {
                return next;
            }
        }
    }

    /// <summary>The next record or end of a partition.</summary>
    public static ConsumeResult<string?, string?> Next(this IConsumer<string?, string?> consumer, string awaited) =>
        consumer.Consume(Workspace.Patience) ?? throw new TimeoutException($"Waited {Workspace.Patience.TotalSeconds:0} s for a record of {awaited}.");

    /// <summary>Writes values to partition 0, each confirmed before the next.</summary>
    public static async Task WriteAsync(this IProducer<string?, string?> producer, string topic, params string?[] values)
    {
        foreach (string? value in values)
        {
            await producer.ProduceAsync(new TopicPartition(topic, 0), new Message<string?, string?> { Value = value });
        }
    }
}
