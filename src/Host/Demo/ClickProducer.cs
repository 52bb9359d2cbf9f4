using System.Buffers;
using Confluent.Kafka;

namespace AkkaStreamProc.Host.Demo;

/// <summary>Writes the generated clicks to the topic, at a rate, from where the topic ends.</summary>
/// <remarks>
/// Click <em>n</em> is record <em>n / partitions</em> of partition <em>n mod partitions</em>, so the end of a partition
/// says which click it needs next, whenever the last process died. The producer is idempotent: a retry neither doubles
/// nor reorders.
/// </remarks>
internal sealed class ClickProducer(ClickGenerator generator, string bootstrap, int rate)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly long[] _next = new long[DemoTopics.ClickPartitions];

    /// <summary>Finds the ends of the partitions.</summary>
    /// <returns>How many clicks the topic has.</returns>
    public long FindEnd()
    {
        using var consumer = DemoTopics.CreateConsumer(bootstrap);
        for (var partition = 0; partition < _next.Length; partition++)
        {
            _next[partition] = DemoTopics.EndOf(consumer, DemoTopics.Clicks, partition);
        }

        return _next.Sum();
    }

    /// <summary>Produces until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = bootstrap, EnableIdempotence = true, LingerMs = 5 })
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, _) => { })
            .Build();
        var started = TimeProvider.System.GetTimestamp();
        var produced = 0L;
        using var timer = new PeriodicTimer(Tick);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
            {
                var due = (long)(TimeProvider.System.GetElapsedTime(started).TotalSeconds * rate);
                while (produced < due && TryProduce(producer))
                {
                    produced++;
                }
            }
        }
        catch (OperationCanceledException)
        {
            producer.Flush(TimeSpan.FromSeconds(5));
        }
    }

    /// <returns>Whether the client took the record; where its queue is full, the next tick tries again.</returns>
    private bool TryProduce(IProducer<Null, byte[]> producer)
    {
        // The partition that is furthest behind, so that after a kill both continue at the same event time.
        var partition = Array.IndexOf(_next, _next.Min());
        var record = new ArrayBufferWriter<byte>();
        generator.Write(_next[partition] * _next.Length + partition, record);
        try
        {
            producer.Produce(new TopicPartition(DemoTopics.Clicks, partition), new Message<Null, byte[]> { Value = record.WrittenSpan.ToArray() });
        }
        catch (ProduceException<Null, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }

        _next[partition]++;
        return true;
    }
}
