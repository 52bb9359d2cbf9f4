using System.Globalization;
using System.Text;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Source;

/// <summary>Maps partitions to splits and back. Ids stand in checkpoints and never change.</summary>
internal static class SplitIds
{
    /// <summary>The split of a partition, named <c>topic/partition</c>.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="position">The offset to read next.</param>
    /// <param name="topicId">The identity of the topic in which the offset means something; empty where the brokers know none.</param>
    public static OffsetSplit Split(KafkaPartition partition, long position, string topicId = "") =>
        new(partition.ToString(), position) { Tag = topicId };

    /// <summary>The partition a split stands for.</summary>
    /// <exception cref="KafkaConnectorException">The split was not made by this connector.</exception>
    public static KafkaPartition Partition(SourceSplit split)
    {
        var slash = split.Id.LastIndexOf('/');
        if (slash > 0 && int.TryParse(split.Id.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return new KafkaPartition(split.Id[..slash], number);
        }

        throw new KafkaConnectorException(
            $"The checkpoint has a split '{split.Id}', which names no Kafka partition. Was the source another one when it was taken?");
    }

    /// <summary>
    /// Which subtask reads a partition. The partitions of a topic spread evenly over the subtasks, and the first partitions of
    /// several topics do not all meet on the first one.
    /// </summary>
    public static int SubtaskOf(KafkaPartition partition, int parallelism) =>
        (int)(((Hash(partition.Topic) & 0x3FFF_FFFF) + (uint)partition.Partition) % (uint)parallelism);

    // FNV-1a.
    private static uint Hash(string topic)
    {
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(topic))
        {
            hash = unchecked((hash ^ b) * 16777619u);
        }

        return hash;
    }
}
