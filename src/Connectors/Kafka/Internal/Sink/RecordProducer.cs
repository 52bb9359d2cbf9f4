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
    private const int FixedArguments = 6;
    private const int MaxStackArguments = 24;

    private readonly nint _topic = client.Topic(topic);

    /// <summary>Hands a record to the client, waiting while the bytes without confirmation are at their bound.</summary>
    /// <remarks>Does nothing once the transaction is lost.</remarks>
    /// <exception cref="KafkaConnectorException">The record, or one before it, cannot be written.</exception>
    public void Produce(EncodedRecord record)
    {
        while (client.Events.Loss is null)
        {
            var code = TryProduce(record);
            if (code == ErrorCode.NoError)
            {
                return;
            }

            if (code != ErrorCode.Local_QueueFull)
            {
                client.Events.OnDeliveryFailed(topic, record.Partition, code, "refused by the client");
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

    /// <summary>Waits until every record is confirmed, however long the brokers are away.</summary>
    public void Flush()
    {
        while (LibRdKafka.rd_kafka_flush(client.Handle, WaitMs) != ErrorCode.NoError)
        {
            Serve(0);
        }

        Serve(0);
        client.Events.Availability.Reached();
    }

    /// <summary>Gives up what is not confirmed, so that the client can be closed at once.</summary>
    public void Abandon() => _ = LibRdKafka.rd_kafka_purge(client.Handle, LibRdKafka.PurgeQueueAndInFlight);

    private ErrorCode TryProduce(EncodedRecord record)
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
