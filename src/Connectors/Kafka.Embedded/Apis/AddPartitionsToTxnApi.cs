using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Lets partitions join a transaction, all or none. Version 4 on is for brokers among themselves.</summary>
internal sealed class AddPartitionsToTxnApi(Broker broker) : ImmediateApi(ApiKey.AddPartitionsToTxn, 0, 3, flexibleFrom: 3)
{
    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        string transactionalId = request.ReadString();
        var producer = new ProducerIdentity(request.ReadInt64(), request.ReadInt16());
        List<TopicPartition> partitions = ReadPartitions(request);
        HashSet<TopicPartition> unknown = [.. partitions.Where(partition => broker.Topics.Log(partition.Topic, partition.Partition) is null)];
        ErrorCode error = unknown.Count > 0
            ? ErrorCode.OperationNotAttempted
            : broker.Store($"The transaction of '{transactionalId}'", () => Add(transactionalId, producer, partitions), ErrorCode.CoordinatorNotAvailable);
        error = FencedProducers.ErrorFor(version >= 2, error);

        response.WriteInt32(0);
        var topics = partitions.GroupBy(partition => partition.Topic, StringComparer.Ordinal).ToList();
        response.WriteArrayLength(topics.Count);
        foreach (var topic in topics)
        {
            response.WriteString(topic.Key);
            response.WriteArrayLength(topic.Count());
            foreach (TopicPartition partition in topic)
            {
                response.WriteInt32(partition.Partition);
                response.WriteError(unknown.Contains(partition) ? ErrorCode.UnknownTopicOrPartition : error);
                response.WriteTags();
            }

            response.WriteTags();
        }

        response.WriteTags();
    }

    private static List<TopicPartition> ReadPartitions(WireReader request)
    {
        var partitions = new List<TopicPartition>();
        for (int left = request.ReadArrayLength(); left > 0; left--)
        {
            string topic = request.ReadString();
            partitions.AddRange(request.ReadInt32Array().Select(partition => new TopicPartition(topic, partition)));
            request.SkipTags();
        }

        return partitions;
    }

    private ErrorCode Add(string transactionalId, ProducerIdentity producer, List<TopicPartition> partitions) =>
        transactionalId.Length == 0 ? ErrorCode.InvalidRequest : broker.Transactions.AddPartitions(transactionalId, producer, partitions);
}
