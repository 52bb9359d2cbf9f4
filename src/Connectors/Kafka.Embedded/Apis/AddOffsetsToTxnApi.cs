using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Lets a group join a transaction, whose offsets are then sent with TxnOffsetCommit.</summary>
internal sealed class AddOffsetsToTxnApi(Broker broker) : ImmediateApi(ApiKey.AddOffsetsToTxn, 0, 3, flexibleFrom: 3)
{
    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        string transactionalId = request.ReadString();
        var producer = new ProducerIdentity(request.ReadInt64(), request.ReadInt16());
        string group = request.ReadString();
        ErrorCode error = (transactionalId, group) switch
        {
            ("", _) => ErrorCode.InvalidRequest,
            (_, "") => ErrorCode.InvalidGroupId,
            _ => broker.Store($"The transaction of '{transactionalId}'", () => broker.Transactions.AddGroup(transactionalId, producer, group), ErrorCode.CoordinatorNotAvailable),
        };
        response.WriteInt32(0);
        response.WriteError(FencedProducers.ErrorFor(version >= 2, error));
        response.WriteTags();
    }
}
