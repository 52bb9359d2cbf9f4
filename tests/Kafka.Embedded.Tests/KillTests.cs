using System.Collections.Concurrent;
using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Kafka.Embedded.Tests.Clients;
using AkkaStreamProc.Kafka.Embedded.Tests.Killing;
using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Embedded.Tests;

public sealed class KillTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kill-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Everything_acknowledged_survives_a_kill_in_mid_write()
    {
        const int enough = 2000;
        var acknowledged = new ConcurrentDictionary<long, int>();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using BrokerProcess broker = await BrokerProcess.StartAsync(_directory);
        using var killed = new CancellationTokenSource();
        using IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(broker.BootstrapServers, config => config.BatchNumMessages = 50);
        Task writing = Task.Run(() => Write(producer, acknowledged, started, enough, killed.Token));

        await started.Task.WaitAsync(KafkaClients.Patience);
        await broker.KillAsync();
        await killed.CancelAsync();
        await writing;
        KeyValuePair<long, int>[] promised = acknowledged.ToArray(); // A snapshot: reports may still be coming in.

        await using EmbeddedKafka after = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { DataDirectory = _directory });
        Dictionary<long, int> read = KafkaClients.Read(after.BootstrapServers, "orders", 0, 0, (int)promised.Max(pair => pair.Key) + 1)
            .ToDictionary(record => record.Offset.Value, record => BitConverter.ToInt32(record.Message.Value!));
        promised.Length.ShouldBeGreaterThanOrEqualTo(enough);
        promised.ShouldAllBe(pair => read[pair.Key] == pair.Value);
    }

    [Fact]
    public async Task Directory_of_another_process_is_refused_until_that_is_killed()
    {
        var options = new EmbeddedKafkaOptions { DataDirectory = _directory };
        using BrokerProcess broker = await BrokerProcess.StartAsync(_directory);

        await Should.ThrowAsync<EmbeddedKafkaDirectoryException>(() => EmbeddedKafka.StartAsync(options));
        await broker.KillAsync();

        await using EmbeddedKafka after = await EmbeddedKafka.StartAsync(options);
        after.IsRunning.ShouldBeTrue();
    }

    private static void Write(IProducer<byte[]?, byte[]?> producer, ConcurrentDictionary<long, int> acknowledged, TaskCompletionSource started, int enough, CancellationToken killed)
    {
        for (int i = 0; !killed.IsCancellationRequested; i++)
        {
            int value = i;
            try
            {
                producer.Produce("orders", new Message<byte[]?, byte[]?> { Value = BitConverter.GetBytes(value) }, report =>
                {
                    if (report.Error.IsError)
                    {
                        return;
                    }

                    acknowledged[report.Offset.Value] = value;
                    if (acknowledged.Count >= enough)
                    {
                        started.TrySetResult();
                    }
                });
            }
            catch (ProduceException<byte[]?, byte[]?> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(10));
            }
        }
    }
}
