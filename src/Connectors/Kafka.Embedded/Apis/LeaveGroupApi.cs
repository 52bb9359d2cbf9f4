using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Lets members of a group go: the sender itself, or from version 3 on any.</summary>
internal sealed class LeaveGroupApi(GroupCoordinator groups) : ImmediateApi(ApiKey.LeaveGroup, 0, 5, flexibleFrom: 4)
{
    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        string group = request.ReadString();
        if (version >= 1)
        {
            response.WriteInt32(0);
        }

        if (version < 3)
        {
            response.WriteError(groups.Leave(group, request.ReadString(), null));
            return;
        }

        response.WriteError(group.Length == 0 ? ErrorCode.InvalidGroupId : ErrorCode.None);
        int count = request.ReadArrayLength();
        response.WriteArrayLength(Math.Max(count, 0));
        for (int i = 0; i < count; i++)
        {
            string member = request.ReadString();
            string? instance = request.ReadNullableString();
            if (version >= 5)
            {
                request.ReadNullableString(); // The reason, for the broker's log.
            }

            request.SkipTags();
            response.WriteString(member);
            response.WriteString(instance);
            response.WriteError(groups.Leave(group, member, instance));
            response.WriteTags();
        }

        response.WriteTags();
    }
}
