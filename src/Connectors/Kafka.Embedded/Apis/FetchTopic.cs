using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>The partitions of one topic that a fetch asks for.</summary>
/// <param name="Name">The topic's name; null in versions that name it by id.</param>
/// <param name="Id">The topic's id; empty in versions that name it by name.</param>
/// <param name="Partitions">What is asked of each partition.</param>
internal sealed record FetchTopic(string? Name, Guid Id, IReadOnlyList<FetchPartition> Partitions)
{
    public static FetchTopic Read(short version, WireReader request)
    {
        string? name = version < 13 ? request.ReadString() : null;
        Guid id = version < 13 ? Guid.Empty : request.ReadUuid();
        int count = request.ReadArrayLength();
        var partitions = new List<FetchPartition>();
        for (int i = 0; i < count; i++)
        {
            int partition = request.ReadInt32();
            int leaderEpoch = version >= 9 ? request.ReadInt32() : -1;
            long offset = request.ReadInt64();
            if (version >= 12)
            {
                request.ReadInt32(); // The epoch fetched last: there has been one epoch only.
            }

            if (version >= 5)
            {
                request.ReadInt64(); // A follower's log start.
            }

            partitions.Add(new FetchPartition(partition, leaderEpoch, offset, request.ReadInt32()));
            request.SkipTags();
        }

        request.SkipTags();
        return new FetchTopic(name, id, partitions);
    }
}
