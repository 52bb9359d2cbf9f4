using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Connectors.Kafka.Internal.Native;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Source;

/// <summary>Publishes positions as the committed offsets of the client's group, for tools that show the lag.</summary>
internal static unsafe class OffsetCommit
{
    /// <summary>Sends without waiting; the outcome arrives at <see cref="ClientEvents.OnCommitted"/>.</summary>
    public static void Send(KafkaClient client, IReadOnlyList<SourceSplit> splits)
    {
        using var list = new PartitionList();
        foreach (var split in splits)
        {
            list.Add(SplitIds.Partition(split), split.Position);
        }

        client.Events.OnCommitted(LibRdKafka.rd_kafka_commit(client.Handle, list.Pointer, isAsync: 1));
    }
}
