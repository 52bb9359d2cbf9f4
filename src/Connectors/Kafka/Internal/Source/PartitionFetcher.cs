using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Connectors.Kafka.Internal.Native;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Source;

/// <summary>Fetches partitions from given offsets into one queue of native messages. For the worker.</summary>
/// <remarks>
/// This is the consumer of librdkafka that reads partitions without a group, so there is no coordinator to find, no
/// poll interval to keep and no permission on a group to have. Not polling is back-pressure: the library stops fetching when
/// its buffer is full.
/// </remarks>
internal sealed unsafe class PartitionFetcher : IDisposable
{
    private const int BatchSize = 1024;

    private readonly KafkaClient _client;
    private readonly HashSet<KafkaPartition> _started = [];
    private readonly NativeMessage*[] _messages = new NativeMessage*[BatchSize];
    private nint _queue;

    public PartitionFetcher(KafkaClient client)
    {
        _client = client;
        _queue = LibRdKafka.rd_kafka_queue_new(client.Handle);
    }

    /// <summary>Called with each message, which is destroyed when the call returns.</summary>
    public delegate void MessageHandler(NativeMessage* message);

    public void Start(KafkaPartition partition, long offset)
    {
        if (LibRdKafka.rd_kafka_consume_start_queue(_client.Topic(partition.Topic), partition.Partition, offset, _queue) != 0)
        {
            throw new KafkaConnectorException(
                $"Partition {partition} at {_client.Events.Bootstrap} could not be read from offset {offset}: "
                + $"{NativeText.Of(LibRdKafka.rd_kafka_last_error())}.")
            {
                IsTransient = true,
            };
        }

        _started.Add(partition);
    }

    public void Stop(KafkaPartition partition)
    {
        if (_started.Remove(partition))
        {
            _ = LibRdKafka.rd_kafka_consume_stop(_client.Topic(partition.Topic), partition.Partition);
        }
    }

    /// <summary>Passes on the messages there are, waiting for the first of them.</summary>
    public void Fetch(int timeoutMs, MessageHandler handler)
    {
        // A batch call waits until the batch is full, so the wait is for one message, and the batch takes what else is there.
        var first = LibRdKafka.rd_kafka_consume_queue(_queue, timeoutMs);
        if (first is null)
        {
            return;
        }

        _messages[0] = first;
        var count = 1;
        var handled = 0;
        try
        {
            fixed (NativeMessage** rest = &_messages[1])
            {
                count += (int)Math.Max(0, LibRdKafka.rd_kafka_consume_batch_queue(_queue, 0, rest, BatchSize - 1));
            }

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
    }

    public void Dispose()
    {
        foreach (var partition in _started.ToArray())
        {
            Stop(partition);
        }

        if (_queue != 0)
        {
            LibRdKafka.rd_kafka_queue_destroy(_queue);
            _queue = 0;
        }
    }
}
