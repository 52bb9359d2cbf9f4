using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Source;

/// <summary>Finds out where a partition begins and ends, as far as the checkpoint does not say it. Asks the brokers, for the worker.</summary>
internal sealed class StartPlanner(KafkaSourceOptions options, ClusterQueries queries)
{
    /// <summary>The split of a partition on the first start of a job.</summary>
    public SourceSplit FirstStart(KafkaPartition partition)
    {
        var split = SplitIds.Split(partition, Position(partition, options.Start));
        return options.End is null ? split : EndsAt(split, End(partition));
    }

    /// <summary>The split of a partition that came into being since the start of the job.</summary>
    public SourceSplit Discovered(KafkaPartition partition) => SplitIds.Split(partition, queries.Watermarks(partition).Low);

    /// <summary>The split of a checkpoint. It keeps its end, unless the job got one or lost it since.</summary>
    public SourceSplit Restored(SourceSplit split) => options.End is null
        ? split with { End = long.MaxValue, IsFinished = false }
        : split.End < long.MaxValue ? split : EndsAt(split, End(SplitIds.Partition(split)));

    private static SourceSplit EndsAt(SourceSplit split, long end) => split with { End = end, IsFinished = split.Position >= end };

    private long End(KafkaPartition partition) =>
        options.End!.Offsets.TryGetValue(partition, out var end) ? end : queries.Watermarks(partition).High;

    private long Position(KafkaPartition partition, KafkaStart start) => start.Kind switch
    {
        KafkaStartKind.Latest => queries.Watermarks(partition).High,
        KafkaStartKind.Timestamp => queries.OffsetAt(partition, start.Timestamp) ?? queries.Watermarks(partition).High,
        KafkaStartKind.Offsets => start.Offsets.TryGetValue(partition, out var offset) ? offset : Position(partition, start.Fallback),
        KafkaStartKind.GroupOffsets => queries.CommittedOffset(partition) ?? Position(partition, start.Fallback),
        _ => queries.Watermarks(partition).Low,
    };
}
