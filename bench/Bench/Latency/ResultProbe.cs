using System.Globalization;
using System.Text.Json;
using Confluent.Kafka;
using HdrHistogram;

namespace AkkaStreamProc.Bench.Latency;

/// <summary>Reads results and notes how long after the end of its window each comes to a consumer, in microseconds.</summary>
internal sealed class ResultProbe(string bootstrap, string output, int partitions)
{
    private const long LongestMicroseconds = 60_000_000;

    /// <summary>Blocks for a time.</summary>
    /// <param name="leftOut">How long nothing counts.</param>
    /// <param name="duration">How long to measure behind that.</param>
    public LongHistogram Measure(TimeSpan leftOut, TimeSpan duration)
    {
        var latencies = new LongHistogram(LongestMicroseconds, 3);
        var config = new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = "result-probe",
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadCommitted,
            FetchWaitMaxMs = 100,
        };
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(config).Build();
        consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(output, p, Offset.Beginning)));
        var from = DateTimeOffset.UtcNow + leftOut;
        var until = from + duration;
        while (DateTimeOffset.UtcNow < until)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is not { } record)
            {
                continue;
            }

            var now = DateTimeOffset.UtcNow;
            var end = EndOf(record.Message.Value);
            if (end >= from)
            {
                latencies.RecordValue(Math.Clamp((long)(now - end).TotalMicroseconds, 0, LongestMicroseconds));
            }
        }

        return latencies;
    }

    private static DateTimeOffset EndOf(byte[] count)
    {
        using var document = JsonDocument.Parse(count);
        return DateTimeOffset.Parse(document.RootElement.GetProperty("window_end").GetString()!, CultureInfo.InvariantCulture);
    }
}
