using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Adds partitions to topics; the partitions there are keep their records.</summary>
internal sealed class CreatePartitionsApi(Broker broker) : ImmediateApi(ApiKey.CreatePartitions, 0, 3, flexibleFrom: 2)
{
    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        var wanted = new List<(string Topic, int Count, List<int[]>? Assignments)>();
        for (int left = request.ReadArrayLength(); left > 0; left--)
        {
            wanted.Add((request.ReadString(), request.ReadInt32(), ReadAssignments(request)));
            request.SkipTags();
        }

        request.ReadInt32(); // The time-out.
        bool validateOnly = request.ReadBoolean();
        response.WriteInt32(0);
        response.WriteArrayLength(wanted.Count);
        foreach ((string topic, int count, List<int[]>? assignments) in wanted)
        {
            Outcome outcome = broker.Store($"Topic '{topic}'", () => Grow(topic, count, assignments, validateOnly), Outcome.NotWritten);
            response.WriteString(topic);
            response.WriteError(outcome.Error);
            response.WriteString(outcome.Message);
            response.WriteTags();
        }

        response.WriteTags();
    }

    private static List<int[]>? ReadAssignments(WireReader request)
    {
        int count = request.ReadArrayLength();
        if (count == -1)
        {
            return null;
        }

        var assignments = new List<int[]>();
        for (int i = 0; i < count; i++)
        {
            assignments.Add(request.ReadInt32Array());
            request.SkipTags();
        }

        return assignments;
    }

    private Outcome Grow(string topic, int count, List<int[]>? assignments, bool validateOnly)
    {
        Outcome possible = broker.Topics.Grow(topic, count, validateOnly: true);
        if (possible.IsSuccess && assignments is not null
            && (assignments.Count != count - broker.Topics.Find(topic)?.Partitions.Count || !ReplicaAssignments.AreAllowed(assignments)))
        {
            return new Outcome(ErrorCode.InvalidReplicaAssignment, ReplicaAssignments.Complaint);
        }

        return possible.IsSuccess && !validateOnly ? broker.Topics.Grow(topic, count, validateOnly: false) : possible;
    }
}
