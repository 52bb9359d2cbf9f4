using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>
/// Tells how far groups have come; -1 where nothing has been committed. Who asks for stable offsets is told to come again
/// where a transaction is about to commit another one.
/// </summary>
internal sealed class OffsetFetchApi(Broker broker) : ImmediateApi(ApiKey.OffsetFetch, 0, 9, flexibleFrom: 6)
{
    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        var asked = new List<(string Group, List<TopicPartition>? Partitions)>();
        for (int left = version >= 8 ? request.ReadArrayLength() : 1; left > 0; left--)
        {
            asked.Add(ReadGroup(version, request));
        }

        bool requireStable = version >= 7 && request.ReadBoolean();
        if (version >= 3)
        {
            response.WriteInt32(0);
        }

        if (version >= 8)
        {
            response.WriteArrayLength(asked.Count);
        }

        foreach ((string group, List<TopicPartition>? partitions) in asked)
        {
            WriteGroup(version, group, Find(group, partitions, requireStable), response);
        }

        response.WriteTags();
    }

    private static (string Group, List<TopicPartition>? Partitions) ReadGroup(short version, WireReader request)
    {
        string group = request.ReadString();
        if (version >= 9)
        {
            // Who asks: it binds members of groups of the newer protocol, and those of classic groups may say it too.
            request.ReadNullableString();
            request.ReadInt32();
        }

        List<TopicPartition>? partitions = ReadPartitions(request);
        if (version >= 8)
        {
            request.SkipTags();
        }

        return (group, partitions);
    }

    private static List<TopicPartition>? ReadPartitions(WireReader request)
    {
        int topics = request.ReadArrayLength();
        if (topics == -1)
        {
            return null;
        }

        var partitions = new List<TopicPartition>();
        for (int i = 0; i < topics; i++)
        {
            string topic = request.ReadString();
            partitions.AddRange(request.ReadInt32Array().Select(partition => new TopicPartition(topic, partition)));
            request.SkipTags();
        }

        return partitions;
    }

    private List<(CommittedOffset Offset, ErrorCode Error)> Find(string group, List<TopicPartition>? partitions, bool requireStable)
    {
        IEnumerable<TopicPartition> wanted = partitions ?? broker.Offsets.All(group).Select(offset => new TopicPartition(offset.Topic, offset.Partition));
        return [.. wanted.Select(partition => Find(group, partition, requireStable))];
    }

    /// <summary>Whether an offset is pending is looked at before the offset: a transaction that ends in between is seen with one or the other.</summary>
    private (CommittedOffset Offset, ErrorCode Error) Find(string group, TopicPartition partition, bool requireStable) =>
        requireStable && broker.Transactions.Pending.Contains(group, partition)
            ? (Nothing(partition), ErrorCode.UnstableOffsetCommit)
            : (broker.Offsets.Find(group, partition.Topic, partition.Partition) ?? Nothing(partition), ErrorCode.None);

    private static CommittedOffset Nothing(TopicPartition partition) => new(partition.Topic, partition.Partition, -1, -1, "");

    private static void WriteGroup(short version, string group, List<(CommittedOffset Offset, ErrorCode Error)> found, WireWriter response)
    {
        if (version >= 8)
        {
            response.WriteString(group);
        }

        WriteTopics(version, found, response);
        if (version >= 2)
        {
            response.WriteError(ErrorCode.None);
        }

        if (version >= 8)
        {
            response.WriteTags();
        }
    }

    private static void WriteTopics(short version, List<(CommittedOffset Offset, ErrorCode Error)> found, WireWriter response)
    {
        var topics = found.GroupBy(pair => pair.Offset.Topic, StringComparer.Ordinal).ToList();
        response.WriteArrayLength(topics.Count);
        foreach (var topic in topics)
        {
            response.WriteString(topic.Key);
            response.WriteArrayLength(topic.Count());
            foreach ((CommittedOffset offset, ErrorCode error) in topic)
            {
                response.WriteInt32(offset.Partition);
                response.WriteInt64(offset.Offset);
                if (version >= 5)
                {
                    response.WriteInt32(offset.LeaderEpoch);
                }

                response.WriteString(offset.Metadata);
                response.WriteError(error);
                response.WriteTags();
            }

            response.WriteTags();
        }
    }
}
