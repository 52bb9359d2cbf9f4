using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Source;

/// <summary>Reads the partitions of one subtask on its worker and hands the fetches over.</summary>
internal sealed class SourceLoop<T>(KafkaSourceOptions options, RecordDecoder<T> decoder, ISubtaskContext context, FetchQueue<T> queue)
    : IDisposable
{
    /// <summary>How long a round waits where nothing arrives and nobody calls <see cref="Wake"/>: errors of the client are looked at between rounds.</summary>
    private const int FetchTimeoutMs = 100;
    private const int ProbeTimeoutMs = 1000;
    private const int PauseMs = 100;
    private static readonly TimeSpan PublicationPatience = TimeSpan.FromSeconds(1);

    private readonly FetchHandover<T> _handover = new(queue);
    private KafkaClient? _client;
    private KafkaClient? _observer;
    private OffsetPublication? _publication;
    private ClusterQueries _queries = null!;
    private TopicWatch _watch = null!;
    private PartitionSet<T>? _partitions;
    private volatile bool _hasUnconfirmed;

    /// <summary>Whether there is nothing left to do.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether something was handed over of which <see cref="TryConfirm"/> was not asked. Any thread.</summary>
    public bool HasUnconfirmed => _hasUnconfirmed;

    /// <summary>Begins to fetch splits.</summary>
    public void Add(IReadOnlyList<SourceSplit> splits)
    {
        if (_client is null)
        {
            Open(splits.Count);
        }

        OffsetSplit[] added = [.. splits.Cast<OffsetSplit>()];
        _watch.Add(added);
        _partitions!.Add(added);
    }

    /// <summary>Whether the positions that were handed over are known to be positions in the topics that the splits name.</summary>
    /// <returns>Otherwise the brokers do not tell at the moment, and it is to be asked again.</returns>
    public bool TryConfirm()
    {
        if (_hasUnconfirmed && !_watch.TryConfirm())
        {
            _observer!.Poll(PauseMs);
            return false;
        }

        _hasUnconfirmed = false;
        return true;
    }

    /// <summary>Reads once, waiting a moment for a record, and hands over.</summary>
    /// <returns>Whether another round is to follow at once; otherwise it is over, or <see cref="TryResume"/> will tell.</returns>
    public bool Round()
    {
        queue.Disposed.ThrowIfCancellationRequested();
        if (!_handover.Flush() || HasEnded)
        {
            return false;
        }

        Read();
        return _handover.Flush();
    }

    /// <summary>Publishes positions without waiting; also after the end, until the loop is disposed.</summary>
    public void Commit(IReadOnlyList<SourceSplit> splits)
    {
        if (splits.Count > 0)
        {
            _publication?.Publish(splits);
        }
    }

    /// <summary>Whether the loop stopped for lack of room and the caller is to start the next round. Subtask side.</summary>
    public bool TryResume() => _handover.TryResume();

    /// <summary>Ends the round at hand, so that what was posted to the worker is done at once. Subtask side.</summary>
    public void Wake() => Volatile.Read(ref _partitions)?.Wake();

    /// <summary>Lets a split be read, or not for now. Subtask side.</summary>
    public void SetPaused(string splitId, bool isPaused) => Volatile.Read(ref _partitions)?.SetPaused(splitId, isPaused);

    public void Dispose()
    {
        IsOver = true;
        _handover.Discard();
        _partitions?.Dispose();
        _partitions = null;
        _publication?.Finish(PublicationPatience);
        _publication = null;
        _client?.Dispose();
        _client = null;
        _observer?.Dispose();
        _observer = null;
    }

    private void Read()
    {
        var client = _client!;
        client.Poll(0);
        _observer!.Poll(0);
        client.Events.ThrowIfFailed();
        _watch.Look();
        if (_partitions!.Fetch(FetchTimeoutMs))
        {
            _hasUnconfirmed = true;
            client.Events.Availability.Reached();
        }
        else if (client.Events.Availability.IsAway
            && _queries.TryDescribe(options.Topics[0], ProbeTimeoutMs, out _) == ErrorCode.NoError)
        {
            // What the fetching client met before that is no news any more.
            client.Poll(0);
            client.Events.Availability.Reached();
        }
    }

    /// <summary>Whether everything is read and nothing will be added.</summary>
    private bool HasEnded => options.End is not null && _partitions!.AreFinished;

    private void Open(int partitions)
    {
        var config = SourceConfig.Create(options, partitions);
        var events = new ClientEvents(options.Bootstrap, context.Notify) { Rights = SourceConfig.Rights(options) };

        // A broker answers a connection in order, and a fetch waits there for records: questions have a client of their own.
        _observer = KafkaClient.CreateConsumer(config, events);
        _queries = new ClusterQueries(_observer, queue.Disposed);
        _watch = new TopicWatch(options, context, _queries);
        _client = KafkaClient.CreateConsumer(config, events);
        _publication = new OffsetPublication(_client);
        _partitions = new PartitionSet<T>(options, decoder, _client, _queries, _watch, context, _handover);
    }
}
