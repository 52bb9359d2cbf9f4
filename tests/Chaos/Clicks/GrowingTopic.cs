using AkkaStreamProc.Connectors.Kafka.Embedded;
using Confluent.Kafka;

namespace AkkaStreamProc.Chaos.Clicks;

/// <summary>A topic that receives clicks at a steady pace until it is told to end, and the oracle of what it holds.</summary>
internal sealed class GrowingTopic : IAsyncDisposable
{
    private const int ClicksPerTick = 50;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly IProducer<Null, string> _producer;
    private readonly IReadOnlyList<ClickGenerator> _generators;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _growing;
    private volatile Error? _failure;

    private GrowingTopic(EmbeddedKafka broker, string name, IReadOnlyList<ClickGenerator> generators, ClickOracle oracle)
    {
        Address = $"kafka:{broker.BootstrapServers}/{name}";
        Name = name;
        Oracle = oracle;
        _generators = generators;
        _producer = new ProducerBuilder<Null, string>(new ProducerConfig
        {
            BootstrapServers = broker.BootstrapServers,
            EnableIdempotence = true,
            LingerMs = 2,
            MessageTimeoutMs = 0,
        }).Build();
        _growing = GrowAsync();
    }

    /// <summary>The topic as the command line names it.</summary>
    public string Address { get; }

    public string Name { get; }

    /// <summary>Complete once the topic has ended.</summary>
    public ClickOracle Oracle { get; }

    public static async Task<GrowingTopic> StartAsync(EmbeddedKafka broker, int partitions, Disorder disorder, int seed, ClickOracle oracle)
    {
        const string name = "clicks";
        await broker.CreateTopicAsync(name, partitions);
        return new GrowingTopic(broker, name, [.. Enumerable.Range(0, partitions).Select(p => new ClickGenerator(seed, p, disorder))], oracle);
    }

    /// <summary>Ends the growth; on return the broker has every record.</summary>
    public async Task EndAsync()
    {
        await _end.CancelAsync();
        await _growing;
        await Task.Run(() => _producer.Flush(CancellationToken.None));
        _failure.ShouldBeNull();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _growing;
        _producer.Dispose();
        _end.Dispose();
    }

    private async Task GrowAsync()
    {
        using var timer = new PeriodicTimer(Tick);
        while (!_end.IsCancellationRequested)
        {
            for (var i = 0; i < ClicksPerTick; i++)
            {
                Produce(i % _generators.Count);
            }

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private void Produce(int partition)
    {
        var click = _generators[partition].Next();
        Oracle.Add(partition, click);
        _producer.Produce(new TopicPartition(Name, partition), new Message<Null, string> { Value = click.Line }, report =>
        {
            if (report.Error.IsError)
            {
                _failure = report.Error;
            }
        });
    }
}
