using Confluent.Kafka;

namespace AkkaStreamProc.Chaos.Clicks;

/// <summary>A topic that receives clicks at a steady pace until it is told to end, and the oracle of what it holds.</summary>
internal sealed class GrowingTopic : IAsyncDisposable
{
    /// <summary>The name of the topic.</summary>
    public const string Name = "clicks";

    private const int ClicksPerTick = 50;
    private const int MaxWaiting = 2_000_000;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly IProducer<Null, string> _producer;
    private readonly IReadOnlyList<ClickGenerator> _generators;
    private readonly long[] _offsets;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _growing;
    private volatile Error? _failure;

    /// <summary>Begins to grow a topic that exists.</summary>
    /// <param name="bootstrap">The broker that has it.</param>
    /// <param name="generators">What its partitions receive, one generator for each.</param>
    /// <param name="oracle">Told of every record.</param>
    public GrowingTopic(string bootstrap, IReadOnlyList<ClickGenerator> generators, ClickOracle oracle)
    {
        Address = $"kafka:{bootstrap}/{Name}";
        Oracle = oracle;
        _generators = generators;
        _offsets = new long[generators.Count];
        _producer = new ProducerBuilder<Null, string>(new ProducerConfig
        {
            BootstrapServers = bootstrap,
            EnableIdempotence = true,
            LingerMs = 2,
            // The topic grows on while its broker is away.
            MessageTimeoutMs = 0,
            QueueBufferingMaxMessages = MaxWaiting,
        }).Build();
        _growing = GrowAsync();
    }

    /// <summary>The topic as the command line names it.</summary>
    public string Address { get; }

    /// <summary>Complete once the topic has ended.</summary>
    public ClickOracle Oracle { get; }

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
        Oracle.Add(partition, _offsets[partition]++, click);
        _producer.Produce(new TopicPartition(Name, partition), new Message<Null, string> { Value = click.Line }, report =>
        {
            if (report.Error.IsError)
            {
                _failure = report.Error;
            }
        });
    }
}
