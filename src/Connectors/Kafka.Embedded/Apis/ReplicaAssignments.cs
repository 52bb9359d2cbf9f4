namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Judges placements of replicas that a client wishes for by hand: there is one node to place them on.</summary>
internal static class ReplicaAssignments
{
    public const string Complaint = "Every partition, counted from 0, can only be placed on node 1.";

    public static bool AreAllowed(IEnumerable<int[]> replicas) => replicas.All(nodes => nodes is [NodeAddress.NodeId]);
}
