using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Keeps offsets of a group that are committed when the transaction is, and forgotten when it is aborted.</summary>
internal sealed class TxnOffsetCommitApi(Broker broker) : ImmediateApi(ApiKey.TxnOffsetCommit, 0, 3, flexibleFrom: 3)
{
    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        string transactionalId = request.ReadString();
        string group = request.ReadString();
        var producer = new ProducerIdentity(request.ReadInt64(), request.ReadInt16());
        int generation = version >= 3 ? request.ReadInt32() : -1;
        string member = version >= 3 ? request.ReadString() : "";
        if (version >= 3)
        {
            request.ReadNullableString(); // The static name of a member.
        }

        ErrorCode requestError = transactionalId.Length == 0 ? ErrorCode.InvalidRequest : OffsetCommitApi.CheckGroup(group, generation, member);
        List<(CommittedOffset Offset, ErrorCode Error)> offsets = [.. ReadOffsets(version, request).Select(offset => (offset, requestError == ErrorCode.None ? Check(offset) : requestError))];
        CommittedOffset[] sound = [.. offsets.Where(pair => pair.Error == ErrorCode.None).Select(pair => pair.Offset)];
        ErrorCode kept = sound.Length == 0 ? ErrorCode.None : broker.Store(
            $"The transaction of '{transactionalId}'",
            () => broker.Transactions.AddOffsets(transactionalId, producer, group, sound),
            ErrorCode.CoordinatorNotAvailable);
        Write(offsets.Select(pair => (pair.Offset, pair.Error == ErrorCode.None ? kept : pair.Error)), response);
    }

    private static List<CommittedOffset> ReadOffsets(short version, WireReader request)
    {
        var offsets = new List<CommittedOffset>();
        for (int topics = request.ReadArrayLength(); topics > 0; topics--)
        {
            string topic = request.ReadString();
            for (int partitions = request.ReadArrayLength(); partitions > 0; partitions--)
            {
                offsets.Add(new CommittedOffset(topic, request.ReadInt32(), request.ReadInt64(), version >= 2 ? request.ReadInt32() : -1, request.ReadNullableString()));
                request.SkipTags();
            }

            request.SkipTags();
        }

        return offsets;
    }

    private static void Write(IEnumerable<(CommittedOffset Offset, ErrorCode Error)> results, WireWriter response)
    {
        response.WriteInt32(0);
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

    private ErrorCode Check(CommittedOffset offset)
    {
        if (broker.Topics.Log(offset.Topic, offset.Partition) is null)
        {
            return ErrorCode.UnknownTopicOrPartition;
        }

        return offset.Metadata?.Length > OffsetCommitApi.MaxMetadataLength ? ErrorCode.OffsetMetadataTooLarge : ErrorCode.None;
    }
}
