using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Keeps how far a group without members has come; all offsets of a request are kept together.</summary>
internal sealed class OffsetCommitApi(Broker broker) : ImmediateApi(ApiKey.OffsetCommit, 0, 9, flexibleFrom: 8)
{
    public const int MaxMetadataLength = 4096;

    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        string group = request.ReadString();
        int generation = version >= 1 ? request.ReadInt32() : -1;
        string member = version >= 1 ? request.ReadString() : "";
        if (version >= 7)
        {
            request.ReadNullableString(); // The static name of a member.
        }

        if (version is >= 2 and <= 4)
        {
            request.ReadInt64(); // Retention: offsets are kept until their topic goes.
        }

        ErrorCode groupError = CheckGroup(group, generation, member);
        List<(CommittedOffset Offset, ErrorCode Error)> offsets = ReadOffsets(version, request, groupError);
        ErrorCode saved = Save(group, [.. offsets.Where(pair => pair.Error == ErrorCode.None).Select(pair => pair.Offset)]);
        Write(version, offsets.Select(pair => (pair.Offset, pair.Error == ErrorCode.None ? saved : pair.Error)), response);
    }

    public static ErrorCode CheckGroup(string group, int generation, string member) => (group, generation, member) switch
    {
        ("", _, _) => ErrorCode.InvalidGroupId,
        (_, >= 0, _) => ErrorCode.IllegalGeneration,
        (_, _, not "") => ErrorCode.UnknownMemberId,
        _ => ErrorCode.None,
    };

    private List<(CommittedOffset Offset, ErrorCode Error)> ReadOffsets(short version, WireReader request, ErrorCode groupError)
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
                offsets.Add((committed, groupError == ErrorCode.None ? Check(committed) : groupError));
            }

            request.SkipTags();
        }

        return offsets;
    }

    private ErrorCode Check(CommittedOffset offset)
    {
        if (broker.Topics.Log(offset.Topic, offset.Partition) is null)
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

    private static void Write(short version, IEnumerable<(CommittedOffset Offset, ErrorCode Error)> results, WireWriter response)
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
