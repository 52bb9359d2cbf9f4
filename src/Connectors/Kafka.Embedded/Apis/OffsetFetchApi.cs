using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Tells how far groups have come; -1 where nothing has been committed.</summary>
internal sealed class OffsetFetchApi(OffsetStore offsets) : ImmediateApi(ApiKey.OffsetFetch, 0, 9, flexibleFrom: 6)
{
    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        if (version >= 3)
        {
            response.WriteInt32(0);
        }

        if (version >= 8)
        {
            AnswerGroups(version, request, response);
        }
        else
        {
            string group = request.ReadString();
            WriteTopics(version, ReadTopics(group, request), response);
            if (version >= 2)
            {
                response.WriteError(ErrorCode.None);
            }
        }

        response.WriteTags();
    }

    private void AnswerGroups(short version, WireReader request, WireWriter response)
    {
        int count = request.ReadArrayLength();
        response.WriteArrayLength(Math.Max(count, 0));
        for (int i = 0; i < count; i++)
        {
            string group = request.ReadString();
            ErrorCode error = ErrorCode.None;
            if (version >= 9)
            {
                string? member = request.ReadNullableString();
                int epoch = request.ReadInt32();
                error = string.IsNullOrEmpty(member) && epoch < 0 ? ErrorCode.None : ErrorCode.UnknownMemberId;
            }

            List<CommittedOffset> found = ReadTopics(group, request);
            request.SkipTags();
            response.WriteString(group);
            WriteTopics(version, error == ErrorCode.None ? found : [], response);
            response.WriteError(error);
            response.WriteTags();
        }
    }

    private List<CommittedOffset> ReadTopics(string group, WireReader request)
    {
        int topics = request.ReadArrayLength();
        if (topics == -1)
        {
            return [.. offsets.All(group)];
        }

        var found = new List<CommittedOffset>();
        for (int i = 0; i < topics; i++)
        {
            string topic = request.ReadString();
            found.AddRange(request.ReadInt32Array().Select(partition =>
                offsets.Find(group, topic, partition) ?? new CommittedOffset(topic, partition, -1, -1, "")));
            request.SkipTags();
        }

        return found;
    }

    private static void WriteTopics(short version, List<CommittedOffset> found, WireWriter response)
    {
        var topics = found.GroupBy(offset => offset.Topic, StringComparer.Ordinal).ToList();
        response.WriteArrayLength(topics.Count);
        foreach (var topic in topics)
        {
            response.WriteString(topic.Key);
            response.WriteArrayLength(topic.Count());
            foreach (CommittedOffset offset in topic)
            {
                response.WriteInt32(offset.Partition);
                response.WriteInt64(offset.Offset);
                if (version >= 5)
                {
                    response.WriteInt32(offset.LeaderEpoch);
                }

                response.WriteString(offset.Metadata);
                response.WriteError(ErrorCode.None);
                response.WriteTags();
            }

            response.WriteTags();
        }
    }
}
