using System.Text.Json;
using Confluent.Kafka;

namespace AkkaStreamProc.Host.Chaos.Records;

/// <summary>Reads the committed output all the time, from its beginning, into the ledger.</summary>
internal sealed class SequenceReader(string bootstrap, string topic, SequenceLedger ledger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>Reads until cancelled. It has a thread of its own, because the client blocks.</summary>
    public Task RunAsync(CancellationToken cancellation) =>
        Task.Factory.StartNew(() => Read(cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Read(CancellationToken cancellation)
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = "chaos",
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadCommitted,
            AutoOffsetReset = AutoOffsetReset.Error,
            FetchWaitMaxMs = 100,
            ReconnectBackoffMaxMs = 500,
        })
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, _) => { })
            .Build();
        consumer.Assign(Enumerable.Range(0, SequenceTopics.Partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        while (!cancellation.IsCancellationRequested)
        {
            if (consumer.Consume(Patience) is { } record)
            {
                using var json = JsonDocument.Parse(record.Message.Value);
                var root = json.RootElement;
                ledger.Take(root.GetProperty("key").GetInt32(), root.GetProperty("sequence").GetInt64(), root.GetProperty("count").GetInt64(), record.TopicPartitionOffset.ToString());
            }
        }
    }
}
