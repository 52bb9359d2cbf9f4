using System.Runtime.InteropServices;
using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Connectors.Kafka.Internal.Native;
using AkkaStreamProc.Operators.Batches;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink;

/// <summary>Produces encoded records to one topic and waits for their confirmation. Blocks; for the worker.</summary>
internal sealed unsafe class RecordProducer(KafkaClient client, string topic, CancellationToken cancellation)
{
    private const int WaitMs = 100;
    private const int FixedArguments = 7;
    private const int MaxStackArguments = 24;

    private readonly nint _topic = client.Topic(topic);

    /// <summary>Hands a record to the client, waiting while the bytes without confirmation are at their bound.</summary>
    /// <remarks>Does nothing once the transaction is lost.</remarks>
    /// <param name="record">The record.</param>
    /// <param name="tag">Names it in <see cref="ClientEvents.TakeSuspects"/>.</param>
    /// <exception cref="KafkaConnectorException">The record, or one before it, cannot be written.</exception>
    public void Produce(EncodedRecord record, long tag)
    {
        while (client.Events.Loss is null)
        {
            var code = TryProduce(record, tag);
            if (code == ErrorCode.NoError)
            {
                return;
            }

            if (code.IsRefusalOfRecord)
            {
                client.Events.OnRefused(Suspect.Of(record, tag, code, "the client does not take it"));
                return;
            }

            if (code != ErrorCode.Local_QueueFull)
            {
                client.Events.OnDeliveryFailed(topic, record.Partition, code, "the client does not take it");
            }
            else if (LibRdKafka.rd_kafka_outq_len(client.Handle) == 0)
            {
                throw new KafkaConnectorException(
                    $"A record of {record.Value.Length + record.Key.Length} bytes for the Kafka topic '{topic}' is larger than "
                    + "MaxUnconfirmedBytes of the sink. Raise it above the largest record.");
            }

            Serve(WaitMs);
        }
    }

    /// <summary>Notices failures, waiting for the first event.</summary>
    public void Serve(int timeoutMs)
    {
        cancellation.ThrowIfCancellationRequested();
        client.Poll(timeoutMs);
        client.Events.ThrowIfFailed();
    }

    /// <summary>Waits until every record is confirmed or refused, however long the brokers are away, or the transaction is lost.</summary>
    public void Flush() => TryFlush(Timeout.InfiniteTimeSpan);

    /// <summary>Waits until every record is confirmed or refused, but not longer than the limit.</summary>
    /// <returns>Whether there is no record left that is neither.</returns>
    public bool TryFlush(TimeSpan limit)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (client.Events.Loss is null && LibRdKafka.rd_kafka_flush(client.Handle, WaitMs) != ErrorCode.NoError)
        {
            Serve(0);
            if (limit != Timeout.InfiniteTimeSpan && TimeProvider.System.GetElapsedTime(start) >= limit)
            {
                return false;
            }
        }

        Serve(0);
        if (client.Events.Loss is null)
        {
            client.Events.Availability.Reached();
        }

        return true;
    }

    /// <summary>Gives up what is not confirmed, so that the client can be closed at once.</summary>
    public void Abandon() => _ = LibRdKafka.rd_kafka_purge(client.Handle, LibRdKafka.PurgeQueueAndInFlight);

    private ErrorCode TryProduce(EncodedRecord record, long tag)
    {
        var headers = record.Headers;
        var headerCount = headers?.Count ?? 0;
        var capacity = FixedArguments + headerCount;
        Span<ProduceArgument> buffer = capacity <= MaxStackArguments
            ? stackalloc ProduceArgument[MaxStackArguments]
            : new ProduceArgument[capacity];
        fixed (ProduceArgument* arguments = buffer)
        fixed (byte* key = &Address(record.Key), value = &Address(record.Value), headerBytes = headers is null ? default : headers.Bytes)
        {
            var count = 0;
            arguments[count++] = ProduceArgument.Topic(_topic);
            arguments[count++] = ProduceArgument.Flags(LibRdKafka.CopyPayload);
            arguments[count++] = ProduceArgument.Partition(record.Partition);
            arguments[count++] = ProduceArgument.Opaque(tag);
            if (!record.IsTombstone)
            {
                arguments[count++] = ProduceArgument.Value(value, record.Value.Length);
            }

            if (record.HasKey)
            {
                arguments[count++] = ProduceArgument.Key(key, record.Key.Length);
            }

            if (record.Timestamp != RecordBatch.NoTimestamp)
            {
                arguments[count++] = ProduceArgument.Timestamp(record.Timestamp);
            }

            for (var i = 0; i < headerCount; i++)
            {
                var (name, start, length) = headers![i];
                arguments[count++] = ProduceArgument.Header(headerBytes + name, headerBytes + start, length);
            }

            return CodeOf(LibRdKafka.rd_kafka_produceva(client.Handle, arguments, (nuint)count));
        }
    }

    // An empty value is a value: the pointer must not be null, which would make it a tombstone.
    private static ref readonly byte Address(ReadOnlySpan<byte> bytes) =>
        ref bytes.IsEmpty ? ref MemoryMarshal.GetReference(Empty) : ref MemoryMarshal.GetReference(bytes);

    private static ReadOnlySpan<byte> Empty => [0];

    private static ErrorCode CodeOf(nint error)
    {
        if (error == 0)
        {
            return ErrorCode.NoError;
        }

        var code = LibRdKafka.rd_kafka_error_code(error);
        LibRdKafka.rd_kafka_error_destroy(error);
        return code;
    }
}
