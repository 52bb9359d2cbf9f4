using System.Buffers;
using System.Diagnostics;
using AkkaStreamProc.Examples.ClickCounts;
using Confluent.Kafka;

namespace AkkaStreamProc.Bench.Latency;

/// <summary>Writes clicks at a steady rate, each with the moment at which it was due: an open loop, which does not wait for anybody.</summary>
internal sealed class TimedFeed : IDisposable
{
    private const int Users = 1000;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(1);

    private readonly CancellationTokenSource _ending = new();
    private readonly Thread _thread;

    public TimedFeed(string bootstrap, string topic, int partitions, int clicksPerSecond)
    {
        _thread = new Thread(() => Run(bootstrap, topic, partitions, clicksPerSecond)) { Name = "timed-feed", IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _ending.Cancel();
        _thread.Join();
        _ending.Dispose();
    }

    private void Run(string bootstrap, string topic, int partitions, int clicksPerSecond)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = bootstrap, LingerMs = 1, Acks = Acks.Leader }).Build();
        var users = Enumerable.Range(0, Users).Select(n => $"user-{n:D4}").ToArray();
        var serializer = new ClickSerializer();
        var buffer = new ArrayBufferWriter<byte>();
        var (started, startedAt) = (Stopwatch.GetTimestamp(), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        for (var written = 0L; !_ending.Token.WaitHandle.WaitOne(Pace);)
        {
            for (var due = (long)(Stopwatch.GetElapsedTime(started).TotalSeconds * clicksPerSecond); written < due; written++)
            {
                var user = (int)(written * 7919 % Users);
                buffer.ResetWrittenCount();
                serializer.Serialize(new Click(users[user], "/", startedAt + (written * 1000 / clicksPerSecond)), buffer);
                producer.Produce(
                    new TopicPartition(topic, new Partition((int)(written % partitions))), new Message<Null, byte[]> { Value = buffer.WrittenSpan.ToArray() });
            }
        }

        producer.Flush(TimeSpan.FromSeconds(10));
    }
}
