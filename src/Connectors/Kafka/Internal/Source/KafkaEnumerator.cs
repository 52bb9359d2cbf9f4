using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Source;

/// <summary>Finds the partitions of the topics, at the start and while the job runs, and hands each to the subtask of its number.</summary>
/// <remarks>It keeps nothing: every partition that is read stands in the checkpoint by its split, finished ones included.</remarks>
internal sealed class KafkaEnumerator(KafkaSourceOptions options, ISplitEnumeratorContext context) : ISplitEnumerator
{
    private readonly CancellationTokenSource _disposed = new();
    private KafkaClient? _client;
    private PartitionDiscovery? _discovery;
    private ITimer? _look;
    private bool _isQuiet;
    private int _isLooking;

    public void Start(RestoredSource? restored) => context.Worker.Post(() =>
    {
        var splits = Open(restored);
        context.Post(() => Begin(splits, isRestored: restored is not null));
    });

    public void Dispose()
    {
        _disposed.Cancel();
        _look?.Dispose();
        context.Worker.Post(CloseClient);
    }

    private IReadOnlyList<OffsetSplit> Open(RestoredSource? restored)
    {
        // Once the job reads, its readers tell what there is to tell of the brokers.
        var events = new ClientEvents(options.Bootstrap, message =>
        {
            if (!_isQuiet)
            {
                context.Notify(message);
            }
        })
        {
            Rights = SourceConfig.Rights(options),
        };
        _client = KafkaClient.CreateConsumer(SourceConfig.Create(options), events);
        _discovery = new PartitionDiscovery(options, context, new ClusterQueries(_client, _disposed.Token));
        var splits = _discovery.First([.. (restored?.Splits ?? []).Cast<OffsetSplit>()], isRestored: restored is not null);
        _isQuiet = true;
        if (options.End is not null)
        {
            CloseClient();
        }

        return splits;
    }

    private void CloseClient()
    {
        _client?.Dispose();
        _client = null;
    }

    private void Begin(IReadOnlyList<OffsetSplit> splits, bool isRestored)
    {
        foreach (var split in splits)
        {
            Assign(split);
        }

        context.BeginReading(holdsBack: !isRestored && options.Start.DependsOnMoment && splits.Count > 0);
        if (options.End is not null)
        {
            context.EndOfSplits();
            return;
        }

        _look = context.Time.CreateTimer(
            _ =>
            {
                // A look that takes longer than the interval is followed by one, not by all that were missed.
                if (Interlocked.Exchange(ref _isLooking, 1) == 0)
                {
                    context.Worker.Post(Look);
                }
            },
            null,
            options.DiscoveryInterval,
            options.DiscoveryInterval);
    }

    private void Look()
    {
        Volatile.Write(ref _isLooking, 0);
        if (_client is null || _disposed.IsCancellationRequested)
        {
            return;
        }

        _client.Poll(0);
        var found = _discovery!.FindNew();
        if (found.Count == 0)
        {
            return;
        }

        context.Post(() =>
        {
            foreach (var split in found)
            {
                context.Notify(KafkaNotices.PartitionFound.With($"Found the new partition {split.Id}; it is read from offset {split.Position}."));
                Assign(split);
            }
        });
    }

    private void Assign(OffsetSplit split) => context.Assign(split, SplitIds.SubtaskOf(SplitIds.Partition(split), context.Parallelism));
}
