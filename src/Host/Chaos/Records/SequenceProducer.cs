using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace AkkaStreamProc.Host.Chaos.Records;

/// <summary>Writes numbered records, each key's in order into one partition, exactly once.</summary>
/// <remarks>The producer is idempotent and gives nothing up, so an outage neither loses, doubles nor reorders input.</remarks>
internal sealed class SequenceProducer : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(60);

    private readonly IProducer<Null, byte[]> _producer;
    private readonly string _topic;
    private readonly int _rate;
    private readonly long[] _last = new long[SequenceTopics.Keys];
    private volatile string? _failure;

    public SequenceProducer(string bootstrap, string topic, int rate)
    {
        _topic = topic;
        _rate = rate;
        _producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = bootstrap, EnableIdempotence = true, LingerMs = 5, MessageTimeoutMs = 0, ReconnectBackoffMaxMs = 500 })
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, error) => _failure = error.IsFatal ? error.Reason : _failure)
            .Build();
    }

    /// <summary>The last number of each key, once <see cref="RunAsync"/> has ended.</summary>
    public IReadOnlyList<long> Last => _last;

    /// <summary>Produces until cancelled, and waits until the brokers have everything.</summary>
    /// <exception cref="HostException">The input cannot be written exactly once any more, so nothing could be proven with it.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(Tick);
        try
        {
            for (var produced = 0L; await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false);)
            {
                for (var due = (long)(TimeProvider.System.GetElapsedTime(started).TotalSeconds * _rate); produced < due; produced++)
                {
                    Produce((int)(produced % SequenceTopics.Keys));
                }

                ThrowIfFailed();
            }
        }
        catch (OperationCanceledException)
        {
            if (_producer.Flush(FlushPatience) > 0)
            {
                throw HostException.Unavailable("The broker did not take the last records of the input.");
            }
        }

        ThrowIfFailed();
    }

    public void Dispose() => _producer.Dispose();

    private void Produce(int key)
    {
        var value = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"key":{{key}},"sequence":{{_last[key] + 1}}}"""));
        _producer.Produce(
            new TopicPartition(_topic, key % SequenceTopics.Partitions),
            new Message<Null, byte[]> { Value = value },
            report => _failure = report.Error.IsError ? report.Error.Reason : _failure);
        _last[key]++;
    }

    private void ThrowIfFailed()
    {
        if (_failure is { } failure)
        {
            throw HostException.Unavailable($"The input cannot be written exactly once: {failure}");
        }
    }
}
