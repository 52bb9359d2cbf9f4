using AkkaStreamProc.Kafka.Conformance.Clusters;
using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Conformance.Groups;

/// <summary>A member of a group that polls on a thread of its own and keeps what it is told. Disposal leaves the group.</summary>
internal sealed class Member : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<TopicPartition> _assigned = [];
    private readonly HashSet<TopicPartition> _taken = [];
    private readonly List<ErrorCode> _errors = [];
    private readonly IConsumer<string?, string?> _consumer;
    private readonly Thread _polling;
    private int _assignments;
    private bool _over;

    public Member(Workspace work, string group, string topic, PartitionAssignmentStrategy strategy = PartitionAssignmentStrategy.Range, string? instance = null)
    {
        _consumer = work.ConsumerBuilder(group, config =>
            {
                config.PartitionAssignmentStrategy = strategy;
                config.GroupInstanceId = instance;
            })
            .SetPartitionsAssignedHandler((_, partitions) => Keep(() =>
            {
                _assignments++;
                _assigned.UnionWith(partitions);
            }))
            .SetPartitionsRevokedHandler((_, partitions) => Take(partitions))
            .SetPartitionsLostHandler((_, partitions) => Take(partitions))
            .SetErrorHandler((_, error) => Keep(() => _errors.Add(error.Code)))
            .Build();
        _consumer.Subscribe(topic);
        _polling = new Thread(Poll) { IsBackground = true };
        _polling.Start();
    }

    /// <summary>The partitions it has now.</summary>
    public IReadOnlySet<TopicPartition> Assigned => Read(() => (IReadOnlySet<TopicPartition>)_assigned.ToHashSet());

    /// <summary>The partitions that it had and that were taken from it.</summary>
    public IReadOnlySet<TopicPartition> Taken => Read(() => (IReadOnlySet<TopicPartition>)_taken.ToHashSet());

    /// <summary>How often it was given partitions.</summary>
    public int Assignments => Read(() => _assignments);

    public IReadOnlyList<ErrorCode> Errors => Read(() => (IReadOnlyList<ErrorCode>)[.. _errors]);

    /// <summary>Goes without a word, as a process that dies: the group has to find out.</summary>
    public void Vanish()
    {
        StopPolling();
        _consumer.Dispose();
    }

    public void Dispose()
    {
        if (_over)
        {
            return;
        }

        StopPolling();
        _consumer.Close();
        _consumer.Dispose();
    }

    private void StopPolling()
    {
        _over = true;
        _stop.Cancel();
        _polling.Join();
        _stop.Dispose();
    }

    private void Poll()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _consumer.Consume(_stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (ConsumeException exception)
            {
                Keep(() => _errors.Add(exception.Error.Code));
                if (exception.Error.IsFatal)
                {
                    return;
                }
            }
        }
    }

    private void Take(List<TopicPartitionOffset> partitions) => Keep(() =>
    {
        foreach (TopicPartitionOffset partition in partitions)
        {
            _assigned.Remove(partition.TopicPartition);
            _taken.Add(partition.TopicPartition);
        }
    });

    private void Keep(Action change)
    {
        lock (_gate)
        {
            change();
        }
    }

    private T Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }
}
