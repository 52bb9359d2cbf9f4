using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>A topic somebody asks to create.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">How many partitions; -1 leaves it to the broker or to <paramref name="Assignments"/>.</param>
/// <param name="ReplicationFactor">How many copies; -1 leaves it to the broker.</param>
/// <param name="Assignments">The nodes wished for, by partition.</param>
/// <param name="Configs">Its own configurations.</param>
internal sealed record CreatableTopic(string Name, int Partitions, short ReplicationFactor, IReadOnlyDictionary<int, int[]> Assignments, IReadOnlyDictionary<string, string?> Configs)
{
    public static CreatableTopic Read(WireReader request)
    {
        string name = request.ReadString();
        int partitions = request.ReadInt32();
        short replicationFactor = request.ReadInt16();
        var assignments = new Dictionary<int, int[]>();
        for (int left = request.ReadArrayLength(); left > 0; left--)
        {
            int partition = request.ReadInt32();
            assignments[partition] = request.ReadInt32Array();
            request.SkipTags();
        }

        var configs = new Dictionary<string, string?>();
        for (int left = request.ReadArrayLength(); left > 0; left--)
        {
            string config = request.ReadString();
            configs[config] = request.ReadNullableString();
            request.SkipTags();
        }

        request.SkipTags();
        return new CreatableTopic(name, partitions, replicationFactor, assignments, configs);
    }

    /// <summary>What is wrong with the wish for partitions and copies; success otherwise.</summary>
    public Outcome CheckReplicas()
    {
        if (Assignments.Count > 0)
        {
            if (Partitions != -1 || ReplicationFactor != -1)
            {
                return new Outcome(ErrorCode.InvalidRequest, "Where replicas are assigned by hand, the numbers of partitions and replicas are both -1.");
            }

            bool allowed = Assignments.Keys.Order().SequenceEqual(Enumerable.Range(0, Assignments.Count)) && ReplicaAssignments.AreAllowed(Assignments.Values);
            return allowed ? Outcome.Success : new Outcome(ErrorCode.InvalidReplicaAssignment, ReplicaAssignments.Complaint);
        }

        return ReplicationFactor is 1 or -1
            ? Outcome.Success
            : new Outcome(ErrorCode.InvalidReplicationFactor, $"There is one node, so the replication factor is 1 (or -1 for the default), not {ReplicationFactor}.");
    }

    /// <summary>The number of partitions to create.</summary>
    public int CountPartitions(int byDefault) => Assignments.Count > 0 ? Assignments.Count : Partitions == -1 ? byDefault : Partitions;
}
