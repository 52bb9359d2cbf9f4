using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Lists the groups, by state and type where the client asks for some only.</summary>
internal sealed class ListGroupsApi(GroupCoordinator groups) : ImmediateApi(ApiKey.ListGroups, 0, 5, flexibleFrom: 3)
{
    private const string Type = "classic";

    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        string[] states = version >= 4 ? request.ReadStringArray() : [];
        string[] types = version >= 5 ? request.ReadStringArray() : [];
        GroupDescription[] found = [.. groups.DescribeAll().Where(group => Passes(states, group.Phase.ToString()) && Passes(types, Type))];
        if (version >= 1)
        {
            response.WriteInt32(0);
        }

        response.WriteError(ErrorCode.None);
        response.WriteArrayLength(found.Length);
        foreach (GroupDescription group in found)
        {
            response.WriteString(group.Id);
            response.WriteString(group.ProtocolType);
            if (version >= 4)
            {
                response.WriteString(group.Phase.ToString());
            }

            if (version >= 5)
            {
                response.WriteString(Type);
            }

            response.WriteTags();
        }

        response.WriteTags();
    }

    private static bool Passes(string[] wanted, string value) => wanted.Length == 0 || wanted.Contains(value, StringComparer.OrdinalIgnoreCase);
}
