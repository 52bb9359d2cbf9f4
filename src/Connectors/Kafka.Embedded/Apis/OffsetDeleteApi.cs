using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Forgets offsets a group has committed, unless a member reads their topic.</summary>
internal sealed class OffsetDeleteApi(Broker broker) : ImmediateApi(ApiKey.OffsetDelete, 0, 0, flexibleFrom: short.MaxValue)
{
    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        string group = request.ReadString();
        var wanted = new List<(string Topic, int Partition)>();
        for (int left = request.ReadArrayLength(); left > 0; left--)
        {
            string topic = request.ReadString();
            wanted.AddRange(request.ReadInt32Array().Select(partition => (topic, partition)));
        }

        (ErrorCode error, IReadOnlyList<ErrorCode> errors) = broker.Store(
            $"The deletion of offsets of group '{group}'",
            () => broker.Groups.DeleteOffsets(group, wanted),
            (ErrorCode.UnknownServerError, []));
        response.WriteError(error);
        response.WriteInt32(0);
        var topics = wanted.Zip(errors, (one, outcome) => (one.Topic, one.Partition, Outcome: outcome)).GroupBy(one => one.Topic, StringComparer.Ordinal).ToList();
        response.WriteArrayLength(topics.Count);
        foreach (var topic in topics)
        {
            response.WriteString(topic.Key);
            response.WriteArrayLength(topic.Count());
            foreach ((_, int partition, ErrorCode outcome) in topic)
            {
                response.WriteInt32(partition);
                response.WriteError(outcome);
            }
        }
    }
}
