using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Connectors.Kafka.Internal.Native;
using AkkaStreamProc.Connectors.Kafka.Internal.Sink.Outboxes;
using AkkaStreamProc.Connectors.Kafka.Internal.Sink.Transactions;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink;

/// <summary>A record that the brokers did not take: for itself, or because of another one in its batch.</summary>
/// <param name="Tag">The tag with which it was produced.</param>
/// <param name="Bytes">The record as <see cref="OutboxRecord"/> writes it, with the partition that was chosen for it.</param>
/// <param name="Value">The encoded value.</param>
/// <param name="Reason">What the brokers said.</param>
internal sealed record Suspect(long Tag, byte[] Bytes, byte[] Value, string Reason)
{
    public static Suspect Of(EncodedRecord record, long tag, ErrorCode code, string reason)
    {
        var bytes = new byte[OutboxRecord.MaxSize(record)];
        var length = OutboxRecord.Write(record, bytes);
        return new Suspect(tag, bytes[..length], record.Value.ToArray(), ReasonOf(code, reason));
    }

    /// <summary>Copies a message that was not delivered.</summary>
    public static unsafe Suspect Of(NativeMessage* message, string reason)
    {
        KafkaHeaderWriter? headers = null;
        foreach (var header in new KafkaHeaders(message))
        {
            (headers ??= new KafkaHeaderWriter()).Add(header.Name, header.Value);
        }

        int type;
        var record = new EncodedRecord
        {
            Key = message->KeyBytes,
            HasKey = message->Key is not null,
            Value = message->Value,
            IsTombstone = message->Payload is null,
            Partition = message->Partition,
            Timestamp = LibRdKafka.rd_kafka_message_timestamp(message, &type),
            Headers = headers,
        };
        return Of(record, message->Opaque, message->Error, reason);
    }

    private static string ReasonOf(ErrorCode code, string reason)
    {
        var advice = code switch
        {
            ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge or ErrorCode.InvalidMsgSize => " Raise max.message.bytes of the topic.",
            ErrorCode.InvalidTimestamp => " Set Timestamp of the sink to WrittenAt, or raise message.timestamp.after.max.ms or message.timestamp.before.max.ms of the topic.",
            _ => "",
        };
        return $"{NativeText.Of(code)}{(reason.Length == 0 ? "" : $" ({reason})")}.{advice}";
    }
}
