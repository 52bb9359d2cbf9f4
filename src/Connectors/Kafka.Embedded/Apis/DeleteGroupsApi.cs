using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Deletes groups that nobody is in, with the offsets they have committed.</summary>
internal sealed class DeleteGroupsApi(Broker broker) : ImmediateApi(ApiKey.DeleteGroups, 0, 2, flexibleFrom: 2)
{
    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        string[] groups = request.ReadStringArray();
        response.WriteInt32(0);
        response.WriteArrayLength(groups.Length);
        foreach (string group in groups)
        {
            response.WriteString(group);
            response.WriteError(broker.Store($"The deletion of group '{group}'", () => broker.Groups.Delete(group), ErrorCode.UnknownServerError));
            response.WriteTags();
        }

        response.WriteTags();
    }
}
