using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>
/// What a fetch would get now, partition by partition in the order of the request.
/// The first batch found is returned whatever its size, so that a client with small limits still gets on.
/// </summary>
internal sealed class FetchPlan
{
    /// <summary>The most bytes in one answer, whatever a client asks for, save for a single larger batch.</summary>
    private const int MostBytes = 55 << 20;

    private readonly bool _hasError;

    private FetchPlan(List<LogSlice> slices, List<PartitionLog> logs)
    {
        Slices = slices;
        Logs = logs;
        Bytes = slices.Sum(slice => (long)slice.Bytes);
        _hasError = slices.Exists(slice => slice.Error != ErrorCode.None);
    }

    public IReadOnlyList<LogSlice> Slices { get; }

    /// <summary>The logs that exist, to wait on.</summary>
    public IReadOnlyList<PartitionLog> Logs { get; }

    public long Bytes { get; }

    /// <summary>Whether the client is to be answered now: there is as much as it wants, or something it must know at once.</summary>
    public bool Satisfies(FetchRequest request) => _hasError || Bytes >= request.MinBytes;

    public static FetchPlan Make(FetchRequest request, TopicCatalog catalog)
    {
        var slices = new List<LogSlice>();
        var logs = new List<PartitionLog>();
        int left = Math.Clamp(request.MaxBytes, 0, MostBytes);
        bool empty = true;
        foreach (FetchTopic asked in request.Topics)
        {
            Topic? topic = asked.Name is null ? catalog.Find(asked.Id) : catalog.Find(asked.Name);
            foreach (FetchPartition partition in asked.Partitions)
            {
                PartitionLog? log = topic?.Partition(partition.Partition);
                LogSlice slice = Check(asked, topic, log, partition) is var error and not ErrorCode.None
                    ? LogSlice.Failed(error)
                    : log!.Plan(partition.Offset, Math.Clamp(partition.MaxBytes, 0, left), empty, request.Isolation);
                slices.Add(slice);
                if (log is not null)
                {
                    logs.Add(log);
                }

                left = Math.Max(left - slice.Bytes, 0);
                empty &= slice.Bytes == 0;
            }
        }

        return new FetchPlan(slices, logs);
    }

    private static ErrorCode Check(FetchTopic asked, Topic? topic, PartitionLog? log, FetchPartition partition) => (topic, log) switch
    {
        (null, _) when asked.Name is null => ErrorCode.UnknownTopicId,
        (_, null) => ErrorCode.UnknownTopicOrPartition,
        _ => LeaderEpochs.Check(partition.LeaderEpoch),
    };
}
