using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Takes a member into the next generation of a group; the answer waits for that.</summary>
internal sealed class JoinGroupApi(GroupCoordinator groups) : Api(ApiKey.JoinGroup, 0, 9, flexibleFrom: 6)
{
    public override async ValueTask<bool> AnswerAsync(short version, WireReader request, WireWriter response, CancellationToken cancellation)
    {
        string group = request.ReadString();
        JoinAnswer answer = await groups.Join(group, Read(version, request)).WaitAsync(cancellation).ConfigureAwait(false);
        Write(version, answer, response);
        return true;
    }

    private static JoinRequest Read(short version, WireReader request)
    {
        TimeSpan session = TimeSpan.FromMilliseconds(request.ReadInt32());
        TimeSpan rebalance = version >= 1 ? TimeSpan.FromMilliseconds(request.ReadInt32()) : session;
        string member = request.ReadString();
        string? instance = version >= 5 ? request.ReadNullableString() : null;
        string protocolType = request.ReadString();
        var protocols = new List<GroupProtocol>();
        for (int left = request.ReadArrayLength(); left > 0; left--)
        {
            protocols.Add(new GroupProtocol(request.ReadString(), request.ReadBytes()));
            request.SkipTags();
        }

        // What may follow is the reason, for the broker's log.
        var profile = new MemberProfile(request.Session.ClientId, request.Session.Host, session, rebalance, protocolType, protocols);
        return new JoinRequest(member, instance, profile, ComesBackWithId: version >= 4);
    }

    private static void Write(short version, JoinAnswer answer, WireWriter response)
    {
        if (version >= 2)
        {
            response.WriteInt32(0);
        }

        response.WriteError(answer.Error);
        response.WriteInt32(answer.Generation);
        if (version >= 7)
        {
            response.WriteString(answer.ProtocolType);
        }

        response.WriteString(version >= 7 ? answer.Protocol : answer.Protocol ?? "");
        response.WriteString(answer.Leader);
        if (version >= 9)
        {
            response.WriteBoolean(false); // Skip the assignment: a leader that comes back is not told that it leads.
        }

        response.WriteString(answer.MemberId);
        response.WriteArrayLength(answer.Members.Count);
        foreach (JoinedMember member in answer.Members)
        {
            response.WriteString(member.MemberId);
            if (version >= 5)
            {
                response.WriteString(member.InstanceId);
            }

            response.WriteBytes(member.Metadata);
            response.WriteTags();
        }

        response.WriteTags();
    }
}
