using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Commits or aborts a transaction. On success readers of committed records see the outcome already.</summary>
internal sealed class EndTxnApi(Broker broker) : ImmediateApi(ApiKey.EndTxn, 0, 3, flexibleFrom: 3)
{
    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        string transactionalId = request.ReadString();
        var producer = new ProducerIdentity(request.ReadInt64(), request.ReadInt16());
        bool commit = request.ReadBoolean();
        ErrorCode error = broker.Store($"The end of the transaction of '{transactionalId}'", () => broker.Transactions.End(transactionalId, producer, commit), ErrorCode.CoordinatorNotAvailable);
        response.WriteInt32(0);
        response.WriteError(FencedProducers.ErrorFor(version >= 2, error));
        response.WriteTags();
    }
}
