using System.Buffers;
using System.Diagnostics;
using AkkaStreamProc.Examples.ClickCounts;
using Confluent.Kafka;

namespace AkkaStreamProc.Bench.Kafka.Guarantees;

/// <summary>Writes clicks at a steady rate, each with the moment at which it is written, and notes when a reader of committed records sees them again.</summary>
/// <remarks>Writer and reader have a thread each; both have the clock of this process.</remarks>
internal sealed class VisibilityProbe(string bootstrap, string input, string output)
{
    private const int ClicksPerSecond = 1000;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>How long each click took, in milliseconds from its being written to its being read.</summary>
    /// <param name="leftOut">How long from the first click on nothing counts: everything starts.</param>
    /// <param name="duration">How long to measure.</param>
    public async Task<IReadOnlyList<double>> MeasureAsync(TimeSpan leftOut, TimeSpan duration)
    {
        using var over = new CancellationTokenSource(leftOut + duration);
        var from = DateTimeOffset.UtcNow + leftOut;
        var latencies = new List<double>();
        var reading = Start(() => Read(from.ToUnixTimeMilliseconds(), latencies, over.Token));
        var writing = Start(() => Write(over.Token));
        await Task.WhenAll(reading, writing);
        return latencies;
    }

    private static Task Start(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Write(CancellationToken over)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = bootstrap, LingerMs = 0 }).Build();
        var serializer = new ClickSerializer();
        var buffer = new ArrayBufferWriter<byte>();
        var started = Stopwatch.GetTimestamp();
        for (var written = 0L; !over.WaitHandle.WaitOne(Pace);)
        {
            for (var due = (long)(Stopwatch.GetElapsedTime(started).TotalSeconds * ClicksPerSecond); written < due; written++)
            {
                buffer.ResetWrittenCount();
                serializer.Serialize(new Click("user", "/", DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()), buffer);
                producer.Produce(input, new Message<Null, byte[]> { Value = buffer.WrittenSpan.ToArray() });
            }
        }

        producer.Flush(CancellationToken.None);
    }

    private void Read(long from, List<double> latencies, CancellationToken over)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = "visibility",
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadCommitted,
        };
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(config).Build();
        consumer.Assign(new TopicPartitionOffset(output, 0, Offset.Beginning));
        var decoder = new ClickDeserializer();
        while (!over.IsCancellationRequested)
        {
            if (consumer.Consume(Patience) is { } record && decoder.TryDeserialize(record.Message.Value, out var click, out _) && click.EventTime >= from)
            {
                latencies.Add(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - click.EventTime);
            }
        }
    }
}
