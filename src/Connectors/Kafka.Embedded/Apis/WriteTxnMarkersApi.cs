using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>
/// Ends transactions in partitions by markers alone. Brokers do so among themselves; here it serves the tool that aborts a transaction nobody coordinates any more.
/// </summary>
internal sealed class WriteTxnMarkersApi(Broker broker) : ImmediateApi(ApiKey.WriteTxnMarkers, 1, 1, flexibleFrom: 1)
{
    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        int markers = request.ReadArrayLength();
        response.WriteArrayLength(Math.Max(markers, 0));
        for (int i = 0; i < markers; i++)
        {
            var producer = new ProducerIdentity(request.ReadInt64(), request.ReadInt16());
            bool commit = request.ReadBoolean();
            var partitions = new List<(string Topic, int[] Partitions)>();
            for (int left = request.ReadArrayLength(); left > 0; left--)
            {
                partitions.Add((request.ReadString(), request.ReadInt32Array()));
                request.SkipTags();
            }

            var marker = new EndMarker(commit, request.ReadInt32());
            request.SkipTags();
            Write(producer, marker, partitions, response);
        }

        response.WriteTags();
    }

    private void Write(ProducerIdentity producer, EndMarker marker, List<(string Topic, int[] Partitions)> topics, WireWriter response)
    {
        response.WriteInt64(producer.Id);
        response.WriteArrayLength(topics.Count);
        foreach ((string topic, int[] partitions) in topics)
        {
            response.WriteString(topic);
            response.WriteArrayLength(partitions.Length);
            foreach (int partition in partitions)
            {
                PartitionLog? log = broker.Topics.Log(topic, partition);
                response.WriteInt32(partition);
                response.WriteError(log is null
                    ? ErrorCode.UnknownTopicOrPartition
                    : broker.Store($"The marker in {topic}[{partition}]", () => log.EndByHand(producer, marker), ErrorCode.StorageError));
                response.WriteTags();
            }

            response.WriteTags();
        }

        response.WriteTags();
    }
}
