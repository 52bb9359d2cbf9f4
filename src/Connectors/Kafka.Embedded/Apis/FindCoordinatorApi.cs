using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Names the node that leads a group or a transactional id: always this one.</summary>
internal sealed class FindCoordinatorApi(Broker broker) : ImmediateApi(ApiKey.FindCoordinator, 0, 4, flexibleFrom: 3)
{
    private const sbyte Group = 0;
    private const sbyte Transaction = 1;

    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        string key = version < 4 ? request.ReadString() : "";
        sbyte kind = version >= 1 ? request.ReadInt8() : Group;
        if (version >= 1)
        {
            response.WriteInt32(0);
        }

        if (version < 4)
        {
            WriteSingle(version, Check(key, kind), response);
        }
        else
        {
            int count = request.ReadArrayLength();
            response.WriteArrayLength(Math.Max(count, 0));
            for (int i = 0; i < count; i++)
            {
                key = request.ReadString();
                WriteOneOfMany(key, Check(key, kind), response);
            }
        }

        response.WriteTags();
    }

    private static (ErrorCode Error, string? Message) Check(string key, sbyte kind) => (key, kind) switch
    {
        (_, not (Group or Transaction)) => (ErrorCode.InvalidRequest, $"Groups (0) and transactions (1) have coordinators, not {kind}."),
        ("", Transaction) => (ErrorCode.InvalidRequest, "A transactional id is not empty."),
        ("", _) => (ErrorCode.InvalidGroupId, "A group's name is not empty."),
        _ => (ErrorCode.None, null),
    };

    private void WriteSingle(short version, (ErrorCode Error, string? Message) result, WireWriter response)
    {
        response.WriteError(result.Error);
        if (version >= 1)
        {
            response.WriteString(result.Message);
        }

        WriteNode(result.Error, response);
    }

    private void WriteOneOfMany(string key, (ErrorCode Error, string? Message) result, WireWriter response)
    {
        response.WriteString(key);
        WriteNode(result.Error, response);
        response.WriteError(result.Error);
        response.WriteString(result.Message);
        response.WriteTags();
    }

    private void WriteNode(ErrorCode error, WireWriter response)
    {
        bool known = error == ErrorCode.None;
        response.WriteInt32(known ? NodeAddress.NodeId : -1);
        response.WriteString(known ? broker.Address.Host : "");
        response.WriteInt32(known ? broker.Address.Port : -1);
    }
}
