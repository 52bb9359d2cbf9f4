using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Gives up the records of partitions below an offset.</summary>
internal sealed class DeleteRecordsApi(Broker broker) : ImmediateApi(ApiKey.DeleteRecords, 0, 2, flexibleFrom: 2)
{
    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        response.WriteInt32(0);
        int count = request.ReadArrayLength();
        response.WriteArrayLength(Math.Max(count, 0));
        for (int i = 0; i < count; i++)
        {
            string topic = request.ReadString();
            response.WriteString(topic);
            int partitions = request.ReadArrayLength();
            response.WriteArrayLength(Math.Max(partitions, 0));
            for (int j = 0; j < partitions; j++)
            {
                int partition = request.ReadInt32();
                long offset = request.ReadInt64();
                request.SkipTags();
                (ErrorCode error, long start) = broker.Topics.Log(topic, partition) is { } log
                    ? broker.Store($"The new start of {topic}[{partition}]", () => log.DeleteBefore(offset), (ErrorCode.StorageError, -1))
                    : (ErrorCode.UnknownTopicOrPartition, -1);
                response.WriteInt32(partition);
                response.WriteInt64(start);
                response.WriteError(error);
                response.WriteTags();
            }

            request.SkipTags();
            response.WriteTags();
        }

        response.WriteTags();
    }
}
