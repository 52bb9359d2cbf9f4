using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Keeps offsets of a group that are committed when the transaction is, and forgotten when it is aborted.</summary>
internal sealed class TxnOffsetCommitApi(Broker broker) : ImmediateApi(ApiKey.TxnOffsetCommit, 0, 3, flexibleFrom: 3)
{
    /// <summary>The layout of OffsetCommit's answer that this one has in all its versions.</summary>
    private const short AnswerVersion = 3;

    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        string transactionalId = request.ReadString();
        string group = request.ReadString();
        var producer = new ProducerIdentity(request.ReadInt64(), request.ReadInt16());
        MemberClaim from = version >= 3 ? GroupMemberClaims.Read(request, withInstance: true) : new MemberClaim("", null, -1);
        List<(CommittedOffset Offset, ErrorCode Error)> offsets = [.. ReadOffsets(version, request).Select(offset => (offset, OffsetCommitApi.Check(broker.Topics, offset)))];
        CommittedOffset[] sound = [.. offsets.Where(pair => pair.Error == ErrorCode.None).Select(pair => pair.Offset)];
        ErrorCode kept = transactionalId.Length == 0
            ? ErrorCode.InvalidRequest
            : broker.Groups.Commit(group, from, inTransaction: true, () => Keep(transactionalId, producer, group, sound));
        OffsetCommitApi.Write(AnswerVersion, offsets.Select(pair => (pair.Offset, kept == ErrorCode.None ? pair.Error : kept)), response);
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

    private ErrorCode Keep(string transactionalId, ProducerIdentity producer, string group, CommittedOffset[] offsets) => offsets.Length == 0 ? ErrorCode.None : broker.Store(
        $"The transaction of '{transactionalId}'",
        () => broker.Transactions.AddOffsets(transactionalId, producer, group, offsets),
        ErrorCode.CoordinatorNotAvailable);
}
