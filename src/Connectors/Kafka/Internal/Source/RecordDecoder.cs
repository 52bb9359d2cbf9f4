using System.Globalization;
using AkkaStreamProc.Connectors.Kafka.Internal.Native;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Shared;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Source;

/// <summary>Decodes native messages into the batches of their splits.</summary>
internal sealed unsafe class RecordDecoder<T>(IKafkaDeserializer<T> deserializer, bool skipsTombstones, string? eventTimeHeader)
{
    /// <summary>Appends a message to what its split has read: a record, a bad record, or nothing for a skipped tombstone.</summary>
    public void Decode(NativeMessage* message, SplitReading<T> split)
    {
        int type;
        var timestamp = LibRdKafka.rd_kafka_message_timestamp(message, &type);
        var record = new KafkaMessage
        {
            Topic = split.Partition.Topic,
            Partition = message->Partition,
            Offset = message->Offset,
            Timestamp = eventTimeHeader is not null && TryReadEventTime(message, out var eventTime)
                ? eventTime
                : timestamp < 0 || type == 0 ? RecordBatch.NoTimestamp : timestamp,
            Key = message->KeyBytes,
            HasKey = message->Key is not null,
            Value = message->Value,
            IsTombstone = message->Payload is null,
            Headers = new KafkaHeaders(message),
        };
        if (record.IsTombstone && skipsTombstones)
        {
            split.Skip(record.Offset);
        }
        else if (TryDecode(record, out var value, out var reason))
        {
            split.Append(value!, record.Timestamp, record.Offset, record.Value.Length);
        }
        else
        {
            split.AppendBad(record.Offset, BadRecord.Create(split.Id, record.Offset, reason!, record.Value));
        }
    }

    private bool TryReadEventTime(NativeMessage* message, out long eventTime)
    {
        eventTime = 0;
        return new KafkaHeaders(message).TryGet(eventTimeHeader!, out var text)
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out eventTime);
    }

    private bool TryDecode(in KafkaMessage record, out T? value, out string? reason)
    {
        try
        {
            return deserializer.TryDeserialize(record, out value, out reason);
        }
        catch (Exception e)
        {
            throw new KafkaConnectorException(
                $"The deserializer threw at offset {record.Offset} of {record.Topic}/{record.Partition}: {Sentence.Of(e.Message)} "
                + "A record that it cannot understand is to be reported by its result; an exception is a defect of the deserializer.",
                e);
        }
    }
}
