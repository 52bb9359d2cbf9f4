using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Shows the producers of partitions, and which of them have a transaction open.</summary>
internal sealed class DescribeProducersApi(TopicCatalog topics) : ImmediateApi(ApiKey.DescribeProducers, 0, 0, flexibleFrom: 0)
{
    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        response.WriteInt32(0);
        int count = request.ReadArrayLength();
        response.WriteArrayLength(Math.Max(count, 0));
        for (int i = 0; i < count; i++)
        {
            string topic = request.ReadString();
            int[] partitions = request.ReadInt32Array();
            request.SkipTags();
            response.WriteString(topic);
            response.WriteArrayLength(partitions.Length);
            foreach (int partition in partitions)
            {
                Write(topic, partition, response);
            }

            response.WriteTags();
        }

        response.WriteTags();
    }

    private void Write(string topic, int partition, WireWriter response)
    {
        PartitionLog? log = topics.Log(topic, partition);
        IReadOnlyList<ActiveProducer> producers = log?.Producers() ?? [];
        response.WriteInt32(partition);
        response.WriteError(log is null ? ErrorCode.UnknownTopicOrPartition : ErrorCode.None);
        response.WriteString(log is null ? $"There is no partition {topic}[{partition}]." : null);
        response.WriteArrayLength(producers.Count);
        foreach (ActiveProducer producer in producers)
        {
            response.WriteInt64(producer.Producer.Id);
            response.WriteInt32(producer.Producer.Epoch);
            response.WriteInt32(producer.LastSequence);
            response.WriteInt64(producer.LastTimestamp);
            response.WriteInt32(producer.CoordinatorEpoch);
            response.WriteInt64(producer.TransactionStart);
            response.WriteTags();
        }

        response.WriteTags();
    }
}
