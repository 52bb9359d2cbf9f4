using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Source;

/// <summary>Reads the partitions of one subtask on its worker and hands the fetches over.</summary>
internal sealed class SourceLoop<T>(KafkaSourceOptions options, RecordDecoder<T> decoder, ISubtaskContext context, FetchQueue<T> queue)
    : IDisposable
{
    private const int FetchTimeoutMs = 20;
    private const int ProbeTimeoutMs = 1000;

    private readonly FetchHandover<T> _handover = new(queue);
    private KafkaClient? _client;
    private ClusterQueries _queries = null!;
    private PartitionDiscovery _discovery = null!;
    private PartitionSet<T>? _partitions;
    private bool _hasEnded;

    /// <summary>Whether there is nothing left to do.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Finds the partitions and their positions, however long the brokers are away, and begins to fetch.</summary>
    public void Open(IReadOnlyList<SourceSplit> restored, bool isRestored)
    {
        _client = KafkaClient.CreateConsumer(SourceConfig.Create(options), new ClientEvents(options.Bootstrap, context.Notify));
        _queries = new ClusterQueries(_client, queue.Disposed);
        _discovery = new PartitionDiscovery(options, context, _queries);
        _partitions = new PartitionSet<T>(options, decoder, _client, _queries, context, _handover);
        var splits = _discovery.First(restored, isRestored);
        queue.Announce(splits);
        _partitions.Add(splits);
    }

    /// <summary>Reads once, waiting a moment for a record, and hands over.</summary>
    /// <returns>Whether another round is to follow at once; otherwise it is over, or <see cref="TryResume"/> will tell.</returns>
    public bool Round()
    {
        queue.Disposed.ThrowIfCancellationRequested();
        if (!_handover.Flush() || EndIfFinished())
        {
            return false;
        }

        Read();
        return _handover.Flush();
    }

    /// <summary>Publishes positions without waiting; also after the end, until the loop is disposed.</summary>
    public void Commit(IReadOnlyList<SourceSplit> splits)
    {
        if (_client is not null && splits.Count > 0)
        {
            OffsetCommit.Send(_client, splits);
        }
    }

    /// <summary>Whether the loop stopped for lack of room and the caller is to start the next round. Subtask side.</summary>
    public bool TryResume() => _handover.TryResume();

    public void Dispose()
    {
        IsOver = true;
        _handover.Discard();
        _partitions?.Dispose();
        _partitions = null;
        _client?.Dispose();
        _client = null;
    }

    private void Read()
    {
        var client = _client!;
        client.Poll(0);
        client.Events.ThrowIfFailed();
        foreach (var split in _discovery.NewSplits())
        {
            context.Notify($"Found the new partition {split.Id}; it is read from offset {split.Position}.");
            _handover.Add(new SourceFetch<T>(split, null));
            _partitions!.Add([split]);
        }

        if (_partitions!.Fetch(FetchTimeoutMs))
        {
            client.Events.Availability.Reached();
        }
        else if (client.Events.Availability.IsAway
            && _queries.TryPartitionCount(options.Topics[0], ProbeTimeoutMs, out _) == ErrorCode.NoError)
        {
            client.Events.Availability.Reached();
        }
    }

    private bool EndIfFinished()
    {
        if (!_hasEnded && options.End is not null && _partitions!.AreFinished)
        {
            _hasEnded = true;
            queue.MarkFinished();
        }

        return _hasEnded;
    }
}
