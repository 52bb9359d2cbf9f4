using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Source;

/// <summary>Finds out where a partition begins and ends, as far as the checkpoint does not say it. Asks the brokers, for the worker.</summary>
internal sealed class StartPlanner(KafkaSourceOptions options, ClusterQueries queries)
{
    /// <summary>The split of a partition on the first start of a job.</summary>
    public OffsetSplit FirstStart(KafkaPartition partition, string topicId)
    {
        var offsets = queries.Watermarks(partition);
        return EndsAtEnd(SplitIds.Split(partition, Position(partition, options.Start, offsets), topicId) with { KnownEnd = offsets.High }, partition, offsets);
    }

    /// <summary>The split of a partition that came into being since the start of the job.</summary>
    public OffsetSplit Discovered(KafkaPartition partition, string topicId)
    {
        var offsets = queries.Watermarks(partition);
        return SplitIds.Split(partition, offsets.Low, topicId) with { KnownEnd = offsets.High };
    }

    /// <summary>The split of a checkpoint. It keeps its end, unless the job got one or lost it since.</summary>
    public OffsetSplit Restored(OffsetSplit split)
    {
        var partition = SplitIds.Partition(split);
        if (options.End is null)
        {
            return split with { End = long.MaxValue, IsFinished = false, KnownEnd = queries.Watermarks(partition).High };
        }

        return split.End < long.MaxValue ? split : EndsAtEnd(split, partition, queries.Watermarks(partition));
    }

    /// <summary>The split of a partition whose topic was deleted and created again, where the options let the source go on.</summary>
    public OffsetSplit Recreated(KafkaPartition partition, string topicId)
    {
        var offsets = queries.Watermarks(partition);
        var position = options.MissingOffset == KafkaMissingOffset.ContinuesAtLatest ? offsets.High : offsets.Low;
        return EndsAtEnd(SplitIds.Split(partition, position, topicId) with { KnownEnd = offsets.High }, partition, offsets);
    }

    private OffsetSplit EndsAtEnd(OffsetSplit split, KafkaPartition partition, Watermarks offsets)
    {
        if (options.End is null)
        {
            return split;
        }

        var end = options.End.Offsets.TryGetValue(partition, out var given) ? given : offsets.High;
        return split with { End = end, IsFinished = split.Position >= end };
    }

    private long Position(KafkaPartition partition, KafkaStart start, Watermarks offsets) => start.Kind switch
    {
        KafkaStartKind.Latest => offsets.High,
        KafkaStartKind.Timestamp => queries.OffsetAt(partition, start.Timestamp) ?? offsets.High,
        KafkaStartKind.Offsets => start.Offsets.TryGetValue(partition, out var offset) ? offset : Position(partition, start.Fallback, offsets),
        KafkaStartKind.GroupOffsets => queries.CommittedOffset(partition) ?? Position(partition, start.Fallback, offsets),
        _ => offsets.Low,
    };
}
