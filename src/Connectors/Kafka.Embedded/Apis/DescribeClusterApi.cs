using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Shows the cluster: this one node.</summary>
internal sealed class DescribeClusterApi(Broker broker) : ImmediateApi(ApiKey.DescribeCluster, 0, 1, flexibleFrom: 0)
{
    private const sbyte Brokers = 1;

    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        bool asksOperations = request.ReadBoolean();
        sbyte endpoints = version >= 1 ? request.ReadInt8() : Brokers;
        bool supported = endpoints == Brokers;
        response.WriteInt32(0);
        response.WriteError(supported ? ErrorCode.None : ErrorCode.UnsupportedEndpointType);
        response.WriteString(supported ? null : "Only brokers (1) can be asked for; there are no separate controllers.");
        if (version >= 1)
        {
            response.WriteInt8(Brokers);
        }

        response.WriteString(broker.Topics.ClusterId);
        response.WriteInt32(NodeAddress.NodeId);
        response.WriteArrayLength(supported ? 1 : 0);
        if (supported)
        {
            response.WriteInt32(NodeAddress.NodeId);
            response.WriteString(broker.Address.Host);
            response.WriteInt32(broker.Address.Port);
            response.WriteString(null); // The rack.
            response.WriteTags();
        }

        response.WriteInt32(AuthorizedOperations.OfCluster(asksOperations));
        response.WriteTags();
    }
}
