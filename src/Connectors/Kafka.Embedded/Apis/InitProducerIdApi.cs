using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>
/// Gives a producer its id. An idempotent one always gets a new id: the sequence of the old is over.
/// A transactional one gets the id of its transactional id and an epoch that fences its predecessors.
/// </summary>
internal sealed class InitProducerIdApi(Broker broker) : ImmediateApi(ApiKey.InitProducerId, 0, 4, flexibleFrom: 2)
{
    private static readonly ProducerIdentity Nobody = new(-1, -1);

    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        string? transactionalId = request.ReadNullableString();
        int timeoutMs = request.ReadInt32();
        ProducerIdentity claimed = version >= 3 ? new ProducerIdentity(request.ReadInt64(), request.ReadInt16()) : Nobody;
        (ErrorCode error, ProducerIdentity producer) = transactionalId is null
            ? broker.Store("A block of producer ids", () => (ErrorCode.None, new ProducerIdentity(broker.ProducerIds.Next(), 0)), (ErrorCode.UnknownServerError, Nobody))
            : broker.Store($"The transactional id '{transactionalId}'", () => Initialize(transactionalId, timeoutMs, claimed), (ErrorCode.CoordinatorNotAvailable, Nobody));
        response.WriteInt32(0);
        response.WriteError(FencedProducers.ErrorFor(version >= 4, error));
        response.WriteInt64(error == ErrorCode.None ? producer.Id : -1);
        response.WriteInt16(error == ErrorCode.None ? producer.Epoch : (short)-1);
        response.WriteTags();
    }

    private (ErrorCode Error, ProducerIdentity Producer) Initialize(string transactionalId, int timeoutMs, ProducerIdentity claimed)
    {
        bool isHalf = (claimed.Id < 0) != (claimed.Epoch < 0);
        return isHalf ? (ErrorCode.InvalidRequest, Nobody) : broker.Transactions.Initialize(transactionalId, timeoutMs, claimed.Id < 0 ? null : claimed);
    }
}
