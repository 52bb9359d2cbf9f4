using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>
/// Appends record batches. Versions 0 to 2 are answered, but their old message formats are refused;
/// clients look for them to learn what the broker can do.
/// </summary>
internal sealed class ProduceApi(Broker broker) : Api(ApiKey.Produce, 0, 10, flexibleFrom: 9)
{
    private const int ZstdCodec = 4;

    public override ValueTask<bool> AnswerAsync(short version, WireReader request, WireWriter response, CancellationToken cancellation)
    {
        string? transactionalId = version >= 3 ? request.ReadNullableString() : null;
        short acks = request.ReadInt16();
        request.ReadInt32(); // The time-out matters only where there are replicas to wait for.
        int topics = request.ReadArrayLength();
        response.WriteArrayLength(Math.Max(topics, 0));
        for (int i = 0; i < topics; i++)
        {
            string topic = request.ReadString();
            response.WriteString(topic);
            int partitions = request.ReadArrayLength();
            response.WriteArrayLength(Math.Max(partitions, 0));
            for (int j = 0; j < partitions; j++)
            {
                int partition = request.ReadInt32();
                ArraySegment<byte> records = request.ReadRecords();
                request.SkipTags();
                Write(version, partition, Append(version, acks, transactionalId, new TopicPartition(topic, partition), records), response);
            }

            request.SkipTags();
            response.WriteTags();
        }

        if (version >= 1)
        {
            response.WriteInt32(0);
        }

        response.WriteTags();
        return ValueTask.FromResult(acks != 0);
    }

    private AppendResult Append(short version, short acks, string? transactionalId, TopicPartition partition, ArraySegment<byte> records)
    {
        if (acks is < -1 or > 1)
        {
            return AppendResult.Refused(ErrorCode.InvalidRequiredAcks);
        }

        PartitionLog? log = broker.Topics.Log(partition.Topic, partition.Partition);
        if (log is null)
        {
            return AppendResult.Refused(ErrorCode.UnknownTopicOrPartition);
        }

        BatchHeader? header = records.Count >= BatchHeader.Size ? BatchHeader.Read(records) : null;
        if (version < 7 && header?.Codec == ZstdCodec)
        {
            return AppendResult.Refused(ErrorCode.UnsupportedCompressionType);
        }

        try
        {
            return header is { IsTransactional: true, HasProducer: true } transactional
                ? AppendTransactional(log, transactionalId, transactional, partition, records)
                : log.Append(records);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            broker.Report($"A batch for {partition.Topic}[{partition.Partition}] could not be written: {exception.Message}");
            return AppendResult.Refused(ErrorCode.StorageError);
        }
    }

    private AppendResult AppendTransactional(PartitionLog log, string? transactionalId, in BatchHeader header, TopicPartition partition, ArraySegment<byte> records) =>
        transactionalId is null
            ? AppendResult.Refused(ErrorCode.TransactionalIdAuthorizationFailed)
            : broker.Transactions.Write(transactionalId, new ProducerIdentity(header.ProducerId, header.ProducerEpoch), partition, () => log.Append(records));

    private static void Write(short version, int partition, in AppendResult result, WireWriter response)
    {
        response.WriteInt32(partition);
        response.WriteError(result.Error);
        response.WriteInt64(result.BaseOffset);
        if (version >= 2)
        {
            response.WriteInt64(result.AppendTimeMs);
        }

        if (version >= 5)
        {
            response.WriteInt64(result.LogStartOffset);
        }

        if (version >= 8)
        {
            response.WriteArrayLength(0);
            response.WriteString(null);
        }

        response.WriteTags();
    }
}
