using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Shows how large the partitions are on the disk, and the disk itself. There is one directory, and no replica is on its way to another.</summary>
internal sealed class DescribeLogDirsApi(Broker broker) : ImmediateApi(ApiKey.DescribeLogDirs, 1, 4, flexibleFrom: 2)
{
    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        List<TopicPartition>? wanted = ReadPartitions(request);
        response.WriteInt32(0);
        if (version >= 3)
        {
            response.WriteError(ErrorCode.None);
        }

        response.WriteArrayLength(1);
        response.WriteError(ErrorCode.None);
        response.WriteString(broker.DataDirectory);
        WriteTopics(wanted, response);
        if (version >= 4)
        {
            var drive = new DriveInfo(broker.DataDirectory);
            response.WriteInt64(drive.TotalSize);
            response.WriteInt64(drive.AvailableFreeSpace);
        }

        response.WriteTags();
        response.WriteTags();
    }

    /// <summary>The partitions asked for; null stands for all.</summary>
    private static List<TopicPartition>? ReadPartitions(WireReader request)
    {
        int count = request.ReadArrayLength();
        if (count == -1)
        {
            return null;
        }

        var partitions = new List<TopicPartition>();
        for (int i = 0; i < count; i++)
        {
            string topic = request.ReadString();
            partitions.AddRange(request.ReadInt32Array().Select(partition => new TopicPartition(topic, partition)));
            request.SkipTags();
        }

        return partitions;
    }

    private void WriteTopics(List<TopicPartition>? wanted, WireWriter response)
    {
        var found = (wanted ?? broker.Topics.All.SelectMany(topic => topic.Partitions.Select((_, partition) => new TopicPartition(topic.Name, partition))))
            .Select(partition => (partition.Topic, partition.Partition, Log: broker.Topics.Log(partition.Topic, partition.Partition)))
            .Where(partition => partition.Log is not null)
            .GroupBy(partition => partition.Topic, StringComparer.Ordinal)
            .ToList();
        response.WriteArrayLength(found.Count);
        foreach (var topic in found)
        {
            response.WriteString(topic.Key);
            response.WriteArrayLength(topic.Count());
            foreach ((_, int partition, PartitionLog? log) in topic)
            {
                response.WriteInt32(partition);
                response.WriteInt64(log!.Bytes);
                response.WriteInt64(0); // How far it lags behind the leader.
                response.WriteBoolean(false); // Whether it will replace the present one.
                response.WriteTags();
            }

            response.WriteTags();
        }
    }
}
