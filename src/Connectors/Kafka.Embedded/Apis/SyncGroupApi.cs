using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Tells a member its share of the work; the answer waits for the leader.</summary>
internal sealed class SyncGroupApi(GroupCoordinator groups) : Api(ApiKey.SyncGroup, 0, 5, flexibleFrom: 4)
{
    public override async ValueTask<bool> AnswerAsync(short version, WireReader request, WireWriter response, CancellationToken cancellation)
    {
        string group = request.ReadString();
        SyncAnswer answer = await groups.Sync(group, Read(version, request)).WaitAsync(cancellation).ConfigureAwait(false);
        if (version >= 1)
        {
            response.WriteInt32(0);
        }

        response.WriteError(answer.Error);
        if (version >= 5)
        {
            response.WriteString(answer.ProtocolType);
            response.WriteString(answer.Protocol);
        }

        response.WriteBytes(answer.Assignment);
        response.WriteTags();
        return true;
    }

    private static SyncRequest Read(short version, WireReader request)
    {
        MemberClaim from = GroupMemberClaims.Read(request, withInstance: version >= 3);
        string? protocolType = version >= 5 ? request.ReadNullableString() : null;
        string? protocol = version >= 5 ? request.ReadNullableString() : null;
        var assignments = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        for (int left = request.ReadArrayLength(); left > 0; left--)
        {
            string member = request.ReadString();
            assignments[member] = request.ReadBytes();
            request.SkipTags();
        }

        return new SyncRequest(from, protocolType, protocol, assignments);
    }
}
