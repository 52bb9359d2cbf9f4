using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Compares the leader epoch a client believes in with the only one there is.</summary>
internal static class LeaderEpochs
{
    public static ErrorCode Check(int believed) => believed switch
    {
        -1 or PartitionLog.LeaderEpoch => ErrorCode.None,
        > PartitionLog.LeaderEpoch => ErrorCode.UnknownLeaderEpoch,
        _ => ErrorCode.FencedLeaderEpoch,
    };
}
