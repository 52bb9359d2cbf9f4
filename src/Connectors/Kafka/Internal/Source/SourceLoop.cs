using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Source;

/// <summary>Reads the partitions of one subtask on its worker and hands the fetches over.</summary>
internal sealed class SourceLoop<T>(KafkaSourceOptions options, RecordDecoder<T> decoder, ISubtaskContext context, FetchQueue<T> queue)
    : IDisposable
{
    private const int FetchTimeoutMs = 100;
    private const int ProbeTimeoutMs = 1000;

    private KafkaClient? _client;
    private ClusterQueries _queries = null!;
    private PartitionDiscovery _discovery = null!;
    private PartitionSet<T>? _partitions;
    private IReadOnlyList<SourceSplit>? _published;

    /// <summary>Whether there is nothing left to do.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Asks for positions to be committed to the group; the latest request wins. Any thread.</summary>
    public void Publish(IReadOnlyList<SourceSplit> splits) => Volatile.Write(ref _published, splits);

    /// <summary>Finds the partitions and their positions, however long the brokers are away, and begins to fetch.</summary>
    public void Open(IReadOnlyList<SourceSplit> restored, bool isRestored)
    {
        _client = KafkaClient.CreateConsumer(SourceConfig.Create(options), new ClientEvents(options.Bootstrap, context.Notify));
        _queries = new ClusterQueries(_client, queue.Disposed);
        _discovery = new PartitionDiscovery(options, context, _queries);
        _partitions = new PartitionSet<T>(options, decoder, _client, _queries, context, queue);
        var splits = _discovery.First(restored, isRestored);
        queue.Announce(splits);
        _partitions.Add(splits);
        EndIfFinished();
    }

    /// <summary>Reads once, waiting a moment for a record.</summary>
    public void Round()
    {
        queue.Disposed.ThrowIfCancellationRequested();
        var client = _client!;
        client.Poll(0);
        client.Events.ThrowIfFailed();
        Commit(client);
        foreach (var split in _discovery.NewSplits())
        {
            context.Notify($"Found the new partition {split.Id}; it is read from offset {split.Position}.");
            queue.Put(new SourceFetch<T>(split, null));
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

        EndIfFinished();
    }

    public void Dispose()
    {
        IsOver = true;
        _partitions?.Dispose();
        _partitions = null;
        _client?.Dispose();
        _client = null;
    }

    private void EndIfFinished()
    {
        if (options.End is null || !_partitions!.AreFinished)
        {
            return;
        }

        Dispose();
        queue.MarkFinished();
    }

    private void Commit(KafkaClient client)
    {
        if (Interlocked.Exchange(ref _published, null) is { Count: > 0 } splits)
        {
            OffsetCommit.Send(client, splits);
        }
    }
}
