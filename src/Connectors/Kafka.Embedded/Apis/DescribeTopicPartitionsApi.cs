using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Shows topics page by page, by name; the cursor says where the next page begins.</summary>
internal sealed class DescribeTopicPartitionsApi(Broker broker) : ImmediateApi(ApiKey.DescribeTopicPartitions, 0, 0, flexibleFrom: 0)
{
    /// <summary>The most partitions of one answer, whatever the client asks for.</summary>
    private const int MostPartitions = 2000;

    private const sbyte Absent = -1;
    private const sbyte Present = 1;

    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        var names = new List<string>();
        for (int left = request.ReadArrayLength(); left > 0; left--)
        {
            names.Add(request.ReadString());
            request.SkipTags();
        }

        int limit = Math.Clamp(request.ReadInt32(), 1, MostPartitions);
        (string Topic, int Partition)? cursor = ReadCursor(request);
        IEnumerable<string> wanted = (names.Count > 0 ? names.Distinct(StringComparer.Ordinal) : broker.Topics.All.Select(topic => topic.Name)).Order(StringComparer.Ordinal);
        var pages = new List<(string Name, Topic? Topic, int From, int To)>();
        (string Topic, int Partition)? next = null;
        foreach (string name in wanted.Where(name => cursor is null || string.CompareOrdinal(name, cursor.Value.Topic) >= 0))
        {
            Topic? topic = broker.Topics.Find(name);
            int from = name == cursor?.Topic ? Math.Max(cursor.Value.Partition, 0) : 0;
            int count = topic?.Partitions.Count ?? 0;
            if (limit == 0 && count > from)
            {
                next = (name, from);
                break;
            }

            int to = Math.Min(count, from + limit);
            limit -= Math.Max(to - from, 0);
            pages.Add((name, topic, from, to));
            if (to < count)
            {
                next = (name, to);
                break;
            }
        }

        Write(pages, next, response);
    }

    private static (string Topic, int Partition)? ReadCursor(WireReader request)
    {
        if (request.ReadInt8() == Absent)
        {
            return null;
        }

        var cursor = (request.ReadString(), request.ReadInt32());
        request.SkipTags();
        return cursor;
    }

    private static void Write(List<(string Name, Topic? Topic, int From, int To)> pages, (string Topic, int Partition)? next, WireWriter response)
    {
        response.WriteInt32(0);
        response.WriteArrayLength(pages.Count);
        foreach ((string name, Topic? topic, int from, int to) in pages)
        {
            bool invalid = TopicName.Complaint(name) is not null;
            response.WriteError(topic is not null ? ErrorCode.None : invalid ? ErrorCode.InvalidTopic : ErrorCode.UnknownTopicOrPartition);
            response.WriteString(name);
            response.WriteUuid(topic?.Id ?? Guid.Empty);
            response.WriteBoolean(false); // Internal.
            response.WriteArrayLength(Math.Max(to - from, 0));
            for (int partition = from; partition < to; partition++)
            {
                WritePartition(partition, response);
            }

            response.WriteInt32(AuthorizedOperations.OfTopic(asked: topic is not null));
            response.WriteTags();
        }

        response.WriteInt8(next is null ? Absent : Present);
        if (next is { } cursor)
        {
            response.WriteString(cursor.Topic);
            response.WriteInt32(cursor.Partition);
            response.WriteTags();
        }

        response.WriteTags();
    }

    private static void WritePartition(int partition, WireWriter response)
    {
        response.WriteError(ErrorCode.None);
        response.WriteInt32(partition);
        response.WriteInt32(NodeAddress.NodeId);
        response.WriteInt32(PartitionLog.LeaderEpoch);
        response.WriteInt32Array(NodeAddress.NodeId); // Replicas.
        response.WriteInt32Array(NodeAddress.NodeId); // Those in sync.
        response.WriteInt32Array(); // Those that may lead though they are not in sync.
        response.WriteInt32Array(); // Those that were so last.
        response.WriteInt32Array(); // Those that are away.
        response.WriteTags();
    }
}
