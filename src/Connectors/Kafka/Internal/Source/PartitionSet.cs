using System.Collections.Concurrent;
using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Connectors.Kafka.Internal.Native;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Source;

/// <summary>The partitions being read: sorts native messages to their splits and makes fetches of them.</summary>
internal sealed unsafe class PartitionSet<T> : IDisposable
{
    /// <summary>How long records are gathered once the first has arrived: where few come, each would wake everybody behind it.</summary>
    private const int GatheringMs = 2;

    /// <summary>How many messages are decoded before they are handed over, and one more batch: with many partitions not all in one go.</summary>
    private const int MaxTaken = 8192;

    private readonly KafkaSourceOptions _options;
    private readonly RecordDecoder<T> _decoder;
    private readonly KafkaClient _client;
    private readonly ClusterQueries _queries;
    private readonly TopicWatch _watch;
    private readonly ISubtaskContext _context;
    private readonly FetchHandover<T> _handover;
    private readonly PartitionFetcher _fetcher;
    private readonly PartitionFetcher.MessageHandler _handle;
    private readonly List<SplitReading<T>> _readings = [];
    private readonly Dictionary<(nint Topic, int Partition), SplitReading<T>> _byHandle = [];
    private readonly ConcurrentDictionary<string, bool> _paused = new(StringComparer.Ordinal);
    private SplitReading<T>? _last;
    private nint _lastTopic;
    private uint _next;
    private bool _hasRecords;

    public PartitionSet(
        KafkaSourceOptions options,
        RecordDecoder<T> decoder,
        KafkaClient client,
        ClusterQueries queries,
        TopicWatch watch,
        ISubtaskContext context,
        FetchHandover<T> handover)
    {
        _options = options;
        _decoder = decoder;
        _client = client;
        _queries = queries;
        _watch = watch;
        _context = context;
        _handover = handover;
        _fetcher = new PartitionFetcher(client);
        _handle = Handle;
    }

    /// <summary>Whether every partition has been read to its end.</summary>
    public bool AreFinished => _readings.TrueForAll(r => r.IsFinished);

    /// <summary>Begins to read splits.</summary>
    public void Add(IEnumerable<OffsetSplit> splits)
    {
        foreach (var split in splits)
        {
            var reading = new SplitReading<T>(SplitIds.Partition(split), split);
            _readings.Add(reading);
            _byHandle[(_client.Topic(reading.Partition.Topic), reading.Partition.Partition)] = reading;
            if (!reading.IsFinished && !reading.HasReachedEnd)
            {
                _fetcher.Start(reading.Partition, reading.Position);
            }
        }

        HandOverChanged();
    }

    /// <summary>Reads what there is of every partition that is not paused, waiting for the first message.</summary>
    /// <returns>Whether a broker answered.</returns>
    public bool Fetch(int timeoutMs)
    {
        _hasRecords = false;
        if (!TakeAll())
        {
            if (_fetcher.Wait(timeoutMs))
            {
                Thread.Sleep(GatheringMs);
            }

            TakeAll();
        }

        HandOverChanged();
        return _hasRecords;
    }

    /// <summary>Lets a partition be read, or not for now. Any thread may call it.</summary>
    public void SetPaused(string splitId, bool isPaused)
    {
        if (isPaused)
        {
            _paused[splitId] = true;
        }
        else if (_paused.TryRemove(splitId, out _))
        {
            _fetcher.Wake();
        }
    }

    /// <summary>Ends a wait for messages, or the next one. Any thread may call it.</summary>
    public void Wake() => _fetcher.Wake();

    public void Dispose() => _fetcher.Dispose();

    private bool TakeAll()
    {
        var taken = 0;
        for (var looked = 0; looked < _readings.Count && taken < MaxTaken; looked++)
        {
            var reading = _readings[(int)(_next++ % (uint)_readings.Count)];
            if (_paused.IsEmpty || !_paused.ContainsKey(reading.Id))
            {
                taken += _fetcher.Take(reading.Partition, _handle);
            }
        }

        return taken > 0;
    }

    private void Handle(NativeMessage* message)
    {
        if (Find(message) is not { } reading)
        {
            HandleError(null, message);
        }
        else if (message->Error != ErrorCode.NoError)
        {
            HandleError(reading, message);
        }
        else if (reading.Accepts(message->Offset))
        {
            _hasRecords = true;
            _decoder.Decode(message, reading);
            if (reading.IsFull)
            {
                HandOver(reading);
            }
        }
        else
        {
            // A record behind the end: everything before it has arrived.
            reading.MoveTo(message->Offset);
        }
    }

    private SplitReading<T>? Find(NativeMessage* message)
    {
        if (_last is not null && message->Topic == _lastTopic && message->Partition == _last.Partition.Partition)
        {
            return _last;
        }

        if (_byHandle.TryGetValue((message->Topic, message->Partition), out var reading))
        {
            _last = reading;
            _lastTopic = message->Topic;
        }

        return reading;
    }

    private void HandleError(SplitReading<T>? reading, NativeMessage* message)
    {
        var code = message->Error;
        if (code == ErrorCode.Local_PartitionEOF && reading is not null)
        {
            _hasRecords = true;
            reading.MoveToEnd(message->Offset);
        }
        else if (code == ErrorCode.Local_AutoOffsetReset && reading is not null)
        {
            Reposition(reading);
        }
        else if (code.IsUnknownTopic && reading is not null)
        {
            _watch.Suspect();
        }
        else if (code is ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Transport or ErrorCode.Local_Resolve || code.IsRefusal)
        {
            _client.Events.OnError(code, Text(message));
        }
        else if (!code.IsTransient)
        {
            throw new KafkaConnectorException(
                $"Partition {reading?.Id ?? "?"} at {_options.Bootstrap} cannot be read at offset {message->Offset}: "
                + $"{NativeText.Of(code)} ({Text(message)}).")
            {
                IsTransient = true,
            };
        }
    }

    private void Reposition(SplitReading<T> reading)
    {
        // A topic that was created again is no matter of offsets; this throws where it was.
        if (!_watch.TryConfirm())
        {
            _fetcher.Stop(reading.Partition);
            _fetcher.Start(reading.Partition, reading.Position);
            return;
        }

        var wanted = reading.Position;
        var available = _queries.Watermarks(reading.Partition);
        var problem = $"Partition {reading.Id} at {_options.Bootstrap} is to be read from offset {wanted}, "
            + $"but has offsets from {available.Low} to before {available.High}: records were deleted, or lost with a broker.";
        if (_options.MissingOffset == KafkaMissingOffset.Fails)
        {
            throw new KafkaConnectorException(
                problem + " Restore an older state of the topic, start the job without this checkpoint, "
                + $"or accept the loss with {nameof(KafkaSourceOptions.MissingOffset)}.");
        }

        var position = _options.MissingOffset == KafkaMissingOffset.ContinuesAtEarliest ? available.Low : available.High;
        _context.Notify(KafkaNotices.PositionMoved.With($"{problem} It continues at {position}."));
        _fetcher.Stop(reading.Partition);
        reading.ResetTo(position);
        if (!reading.HasReachedEnd)
        {
            _fetcher.Start(reading.Partition, position);
        }
    }

    private void HandOverChanged()
    {
        foreach (var reading in _readings)
        {
            if (reading.HasChanged)
            {
                HandOver(reading);
            }
        }
    }

    private void HandOver(SplitReading<T> reading)
    {
        _context.CountBytes(reading.Bytes);
        var fetch = reading.Take(KnownEnd(reading.Partition));
        if (fetch.Split.IsFinished)
        {
            _fetcher.Stop(reading.Partition);
        }

        _handover.Add(fetch);
    }

    /// <summary>The end of a partition as the last fetch told it, or −1.</summary>
    private long KnownEnd(KafkaPartition partition)
    {
        long low, high;
        return LibRdKafka.rd_kafka_get_watermark_offsets(_client.Handle, partition.Topic, partition.Partition, &low, &high) == ErrorCode.NoError ? high : -1;
    }

    private static string Text(NativeMessage* message) => System.Text.Encoding.UTF8.GetString(message->Value);
}
