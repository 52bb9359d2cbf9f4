using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Keeps how far a group has come; all offsets of a request are kept together. Where the group has members, only they may say so.</summary>
internal sealed class OffsetCommitApi(Broker broker) : ImmediateApi(ApiKey.OffsetCommit, 0, 9, flexibleFrom: 8)
{
    private const int MaxMetadataLength = 4096;

    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        string group = request.ReadString();
        MemberClaim from = version >= 1 ? GroupMemberClaims.Read(request, withInstance: version >= 7) : new MemberClaim("", null, -1);
        if (version is >= 2 and <= 4)
        {
            request.ReadInt64(); // Retention: offsets are kept until their topic goes.
        }

        List<(CommittedOffset Offset, ErrorCode Error)> offsets = ReadOffsets(version, request);
        ErrorCode saved = broker.Groups.Commit(group, from, inTransaction: false, () => Save(group, [.. offsets.Where(pair => pair.Error == ErrorCode.None).Select(pair => pair.Offset)]));
        Write(version, offsets.Select(pair => (pair.Offset, saved == ErrorCode.None ? pair.Error : saved)), response);
    }

    private List<(CommittedOffset Offset, ErrorCode Error)> ReadOffsets(short version, WireReader request)
    {
        var offsets = new List<(CommittedOffset, ErrorCode)>();
        int topics = request.ReadArrayLength();
        for (int i = 0; i < topics; i++)
        {
            string topic = request.ReadString();
            int partitions = request.ReadArrayLength();
            for (int j = 0; j < partitions; j++)
            {
                int partition = request.ReadInt32();
                long offset = request.ReadInt64();
                int leaderEpoch = version >= 6 ? request.ReadInt32() : -1;
                if (version == 1)
                {
                    request.ReadInt64(); // The time of the commit.
                }

                var committed = new CommittedOffset(topic, partition, offset, leaderEpoch, request.ReadNullableString());
                request.SkipTags();
                offsets.Add((committed, Check(broker.Topics, committed)));
            }

            request.SkipTags();
        }

        return offsets;
    }

    /// <summary>Whether an offset by itself can be kept.</summary>
    public static ErrorCode Check(TopicCatalog topics, CommittedOffset offset)
    {
        if (topics.Log(offset.Topic, offset.Partition) is null)
        {
            return ErrorCode.UnknownTopicOrPartition;
        }

        return offset.Metadata?.Length > MaxMetadataLength ? ErrorCode.OffsetMetadataTooLarge : ErrorCode.None;
    }

    private ErrorCode Save(string group, List<CommittedOffset> offsets) => offsets.Count == 0 ? ErrorCode.None : broker.Store(
        $"An offset of group '{group}'",
        () =>
        {
            broker.Offsets.Commit(group, offsets);
            return ErrorCode.None;
        },
        ErrorCode.UnknownServerError);

    /// <summary>The answer, which commits within transactions share.</summary>
    public static void Write(short version, IEnumerable<(CommittedOffset Offset, ErrorCode Error)> results, WireWriter response)
    {
        if (version >= 3)
        {
            response.WriteInt32(0);
        }

        var topics = results.GroupBy(result => result.Offset.Topic, StringComparer.Ordinal).ToList();
        response.WriteArrayLength(topics.Count);
        foreach (var topic in topics)
        {
            response.WriteString(topic.Key);
            response.WriteArrayLength(topic.Count());
            foreach ((CommittedOffset offset, ErrorCode error) in topic)
            {
                response.WriteInt32(offset.Partition);
                response.WriteError(error);
                response.WriteTags();
            }

            response.WriteTags();
        }

        response.WriteTags();
    }
}
