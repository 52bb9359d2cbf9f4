using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>A member's sign of life, answered with whether it has to join again.</summary>
internal sealed class HeartbeatApi(GroupCoordinator groups) : ImmediateApi(ApiKey.Heartbeat, 0, 4, flexibleFrom: 4)
{
    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        string group = request.ReadString();
        ErrorCode error = groups.Heartbeat(group, GroupMemberClaims.Read(request, withInstance: version >= 3));
        if (version >= 1)
        {
            response.WriteInt32(0);
        }

        response.WriteError(error);
        response.WriteTags();
    }
}
