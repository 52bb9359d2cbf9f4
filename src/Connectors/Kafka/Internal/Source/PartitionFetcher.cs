using System.Runtime.InteropServices;
using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Connectors.Kafka.Internal.Native;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Source;

/// <summary>Fetches partitions from given offsets, each into a queue of native messages of its own. For the worker.</summary>
/// <remarks>
/// <para>
/// This is the consumer of librdkafka that reads partitions without a group, so there is no coordinator to find, no
/// poll interval to keep and no permission on a group to have.
/// </para>
/// <para>
/// Not taking from a queue is back-pressure on its partition alone: the library stops fetching it when its buffer is full, and
/// what it has fetched stays. Pausing a partition in the library would throw that away.
/// </para>
/// </remarks>
internal sealed unsafe class PartitionFetcher : IDisposable
{
    private const int BatchSize = 2048;

    private readonly KafkaClient _client;
    private readonly Dictionary<KafkaPartition, nint> _queues = [];
    private readonly NativeMessage*[] _messages = new NativeMessage*[BatchSize];
    private readonly AutoResetEvent _arrival = new(false);
    private GCHandle _self;
    private volatile bool _hasArrived;

    public PartitionFetcher(KafkaClient client)
    {
        _client = client;
        _self = GCHandle.Alloc(this);
    }

    /// <summary>Called with each message, which is destroyed when the call returns.</summary>
    public delegate void MessageHandler(NativeMessage* message);

    public void Start(KafkaPartition partition, long offset)
    {
        var queue = LibRdKafka.rd_kafka_queue_new(_client.Handle);
        LibRdKafka.rd_kafka_queue_cb_event_enable(queue, &OnArrival, GCHandle.ToIntPtr(_self));
        if (LibRdKafka.rd_kafka_consume_start_queue(_client.Topic(partition.Topic), partition.Partition, offset, queue) != 0)
        {
            var error = LibRdKafka.rd_kafka_last_error();
            Destroy(queue);
            throw new KafkaConnectorException(
                $"Partition {partition} at {_client.Events.Bootstrap} could not be read from offset {offset}: {NativeText.Of(error)}.")
            {
                IsTransient = true,
            };
        }

        _queues.Add(partition, queue);
    }

    public void Stop(KafkaPartition partition)
    {
        if (_queues.Remove(partition, out var queue))
        {
            _ = LibRdKafka.rd_kafka_consume_stop(_client.Topic(partition.Topic), partition.Partition);
            Destroy(queue);
        }
    }

    /// <summary>Passes on the messages of a partition that are there, as many as a batch has room for.</summary>
    /// <returns>How many; 0 also where the partition was not started.</returns>
    public int Take(KafkaPartition partition, MessageHandler handler)
    {
        if (!_queues.TryGetValue(partition, out var queue))
        {
            return 0;
        }

        int count;
        fixed (NativeMessage** messages = _messages)
        {
            count = (int)Math.Max(0, LibRdKafka.rd_kafka_consume_batch_queue(queue, 0, messages, BatchSize));
        }

        var handled = 0;
        try
        {
            for (; handled < count; handled++)
            {
                handler(_messages[handled]);
                LibRdKafka.rd_kafka_message_destroy(_messages[handled]);
            }
        }
        finally
        {
            for (; handled < count; handled++)
            {
                LibRdKafka.rd_kafka_message_destroy(_messages[handled]);
            }
        }

        return count;
    }

    /// <summary>Waits until something arrives in an empty queue, <see cref="Wake"/> is called, or the time is over.</summary>
    /// <returns>Whether something has arrived meanwhile.</returns>
    public bool Wait(int timeoutMs)
    {
        _hasArrived = false;
        _arrival.WaitOne(timeoutMs);
        return _hasArrived;
    }

    /// <summary>Ends a wait, or the next one. Any thread may call it, until the fetcher is disposed of.</summary>
    public void Wake() => _arrival.Set();

    public void Dispose()
    {
        foreach (var partition in _queues.Keys.ToArray())
        {
            Stop(partition);
        }

        if (_self.IsAllocated)
        {
            _self.Free();
        }
    }

    [UnmanagedCallersOnly]
    private static void OnArrival(nint client, nint opaque)
    {
        var fetcher = (PartitionFetcher)GCHandle.FromIntPtr(opaque).Target!;
        fetcher._hasArrived = true;
        fetcher._arrival.Set();
    }

    private static void Destroy(nint queue)
    {
        LibRdKafka.rd_kafka_queue_cb_event_enable(queue, null, 0);
        LibRdKafka.rd_kafka_queue_destroy(queue);
    }
}
