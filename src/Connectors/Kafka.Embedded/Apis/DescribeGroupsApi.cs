using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Shows groups with their members. One that does not exist is shown as dead, which is no error.</summary>
internal sealed class DescribeGroupsApi(GroupCoordinator groups) : ImmediateApi(ApiKey.DescribeGroups, 0, 5, flexibleFrom: 5)
{
    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        string[] wanted = request.ReadStringArray();
        bool asksOperations = version >= 3 && request.ReadBoolean();
        if (version >= 1)
        {
            response.WriteInt32(0);
        }

        response.WriteArrayLength(wanted.Length);
        foreach (string group in wanted)
        {
            Write(version, groups.Describe(group), asksOperations, response);
        }

        response.WriteTags();
    }

    private static void Write(short version, GroupDescription group, bool asksOperations, WireWriter response)
    {
        response.WriteError(group.Id.Length == 0 ? ErrorCode.InvalidGroupId : ErrorCode.None);
        response.WriteString(group.Id);
        response.WriteString(group.Phase.ToString());
        response.WriteString(group.ProtocolType);
        response.WriteString(group.Protocol);
        response.WriteArrayLength(group.Members.Count);
        foreach (DescribedMember member in group.Members)
        {
            response.WriteString(member.Id);
            if (version >= 4)
            {
                response.WriteString(member.InstanceId);
            }

            response.WriteString(member.ClientId);
            response.WriteString(member.ClientHost);
            response.WriteBytes(member.Metadata);
            response.WriteBytes(member.Assignment);
            response.WriteTags();
        }

        if (version >= 3)
        {
            response.WriteInt32(AuthorizedOperations.OfGroup(asksOperations));
        }

        response.WriteTags();
    }
}
