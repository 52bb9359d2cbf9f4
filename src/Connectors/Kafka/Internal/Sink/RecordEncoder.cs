using System.Buffers;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink;

/// <summary>Encodes records as the options of a sink say, one after the other into the same buffers.</summary>
internal sealed class RecordEncoder<T>(KafkaSinkOptions<T> options, int partitionCount)
{
    private readonly ArrayBufferWriter<byte> _key = new();
    private readonly ArrayBufferWriter<byte> _value = new();
    private readonly KafkaHeaderWriter? _headers = options.Headers is null ? null : new KafkaHeaderWriter();

    /// <exception cref="KafkaConnectorException">A function of the options threw, or selected a partition that does not exist.</exception>
    public EncodedRecord Encode(T record, long timestamp)
    {
        _key.ResetWrittenCount();
        _value.ResetWrittenCount();
        _headers?.Clear();
        try
        {
            options.Key?.Serialize(record, _key);
            var isTombstone = options.IsTombstone?.Invoke(record) ?? false;
            if (!isTombstone)
            {
                options.Value.Serialize(record, _value);
            }

            options.Headers?.Invoke(record, _headers!);
            return new EncodedRecord
            {
                Key = _key.WrittenSpan,
                HasKey = options.Key is not null,
                Value = _value.WrittenSpan,
                IsTombstone = isTombstone,
                Partition = options.Partition is null ? EncodedRecord.AnyPartition : Select(record),
                Timestamp = timestamp,
                Headers = _headers,
            };
        }
        catch (Exception e) when (e is not KafkaConnectorException)
        {
            throw new KafkaConnectorException($"A record for the Kafka topic '{options.Topic}' could not be encoded: {e.Message}", e);
        }
    }

    private int Select(T record)
    {
        var partition = options.Partition!(record, partitionCount);
        return (uint)partition < (uint)partitionCount
            ? partition
            : throw new KafkaConnectorException(
                $"The sink for the Kafka topic '{options.Topic}' selected partition {partition}, but the topic has {partitionCount} partitions.");
    }
}
