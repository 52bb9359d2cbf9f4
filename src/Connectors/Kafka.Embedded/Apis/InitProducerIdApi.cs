using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Gives an idempotent producer its id. A producer that already has one gets another: the old one's sequence is over.</summary>
internal sealed class InitProducerIdApi(Broker broker) : ImmediateApi(ApiKey.InitProducerId, 0, 4, flexibleFrom: 2)
{
    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        bool transactional = request.ReadNullableString() is not null;
        (ErrorCode error, long id) = transactional
            ? (ErrorCode.InvalidRequest, -1)
            : broker.Store("A block of producer ids", () => (ErrorCode.None, broker.ProducerIds.Next()), (ErrorCode.UnknownServerError, -1));
        response.WriteInt32(0);
        response.WriteError(error);
        response.WriteInt64(id);
        response.WriteInt16(error == ErrorCode.None ? (short)0 : (short)-1);
        response.WriteTags();
    }
}
