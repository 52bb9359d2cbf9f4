using System.Buffers;
using System.Globalization;
using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink;

/// <summary>Encodes records as the options of a sink say, one after the other into the same buffers.</summary>
internal sealed class RecordEncoder<T>(KafkaSinkOptions<T> options, TopicCheck topic)
{
    private readonly ArrayBufferWriter<byte> _key = new();
    private readonly ArrayBufferWriter<byte> _value = new();
    private readonly KafkaHeaderWriter? _headers = options.Headers is null && options.EventTimeHeader is null ? null : new KafkaHeaderWriter();

    /// <summary>Encodes a record, unless it cannot be encoded or the brokers would refuse it, which is reported.</summary>
    /// <exception cref="KafkaConnectorException">A partition was selected that does not exist.</exception>
    public bool TryEncode(T record, long timestamp, long nowMs, Refusals<T> refusals, out EncodedRecord encoded)
    {
        try
        {
            encoded = Encode(record, timestamp);
        }
        catch (Exception e) when (e is not KafkaConnectorException)
        {
            encoded = default;
            refusals.Report(record, timestamp, $"It cannot be encoded: {e.Message}", e);
            return false;
        }

        if (topic.Settings.Refusal(encoded, nowMs) is { } reason)
        {
            refusals.Report(record, timestamp, reason, encoded: encoded.Value.ToArray());
            return false;
        }

        return true;
    }

    private EncodedRecord Encode(T record, long timestamp)
    {
        _key.ResetWrittenCount();
        _value.ResetWrittenCount();
        _headers?.Clear();
        options.Key?.Serialize(record, _key);
        var isTombstone = options.IsTombstone?.Invoke(record) ?? false;
        if (!isTombstone)
        {
            options.Value.Serialize(record, _value);
        }

        options.Headers?.Invoke(record, _headers!);
        if (options.EventTimeHeader is { } header && timestamp != RecordBatch.NoTimestamp)
        {
            AddEventTime(header, timestamp);
        }

        return new EncodedRecord
        {
            Key = _key.WrittenSpan,
            HasKey = options.Key is not null,
            Value = _value.WrittenSpan,
            IsTombstone = isTombstone,
            Partition = options.Partition is null ? EncodedRecord.AnyPartition : Select(record),
            Timestamp = options.TimestampSelector is { } select
                ? select(record).ToUnixTimeMilliseconds()
                : options.Timestamp == KafkaTimestamp.EventTime ? timestamp : RecordBatch.NoTimestamp,
            Headers = _headers,
        };
    }

    private void AddEventTime(string header, long timestamp)
    {
        Span<byte> text = stackalloc byte[20];
        timestamp.TryFormat(text, out var length, provider: CultureInfo.InvariantCulture);
        _headers!.Add(header, text[..length]);
    }

    private int Select(T record)
    {
        var partition = options.Partition!(record, topic.PartitionCount);
        return (uint)partition < (uint)topic.PartitionCount
            ? partition
            : throw new KafkaConnectorException(
                $"The sink for the Kafka topic '{options.Topic}' selected partition {partition}, but the topic has {topic.PartitionCount} partitions.");
    }
}
