using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Gives an idempotent producer its id. A producer that already has one gets another: the old one's sequence is over.</summary>
internal sealed class InitProducerIdApi(ProducerIdAllocator ids) : ImmediateApi(ApiKey.InitProducerId, 0, 4, flexibleFrom: 2)
{
    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        bool transactional = request.ReadNullableString() is not null;
        response.WriteInt32(0);
        response.WriteError(transactional ? ErrorCode.InvalidRequest : ErrorCode.None);
        response.WriteInt64(transactional ? -1 : ids.Next());
        response.WriteInt16(transactional ? (short)-1 : (short)0);
        response.WriteTags();
    }
}
