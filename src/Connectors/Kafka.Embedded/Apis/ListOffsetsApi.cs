using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Finds offsets: the first, the next to be written, the first at or after a time, or that of the highest timestamp.</summary>
internal sealed class ListOffsetsApi(TopicCatalog topics) : ImmediateApi(ApiKey.ListOffsets, 1, 10, flexibleFrom: 6)
{
    private const long Latest = -1;
    private const long Earliest = -2;
    private const long MaxTimestamp = -3;

    /// <summary>The first offset on this node rather than in a tier below it, of which there is none.</summary>
    private const long EarliestLocal = -4;

    /// <summary>The last offset in a tier below this node.</summary>
    private const long LatestTiered = -5;

    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        request.ReadInt32(); // The replica.
        var isolation = IsolationLevel.ReadUncommitted;
        if (version >= 2)
        {
            isolation = (IsolationLevel)request.ReadInt8();
            response.WriteInt32(0);
        }

        int count = request.ReadArrayLength();
        response.WriteArrayLength(Math.Max(count, 0));
        for (int i = 0; i < count; i++)
        {
            string topic = request.ReadString();
            response.WriteString(topic);
            int partitions = request.ReadArrayLength();
            response.WriteArrayLength(Math.Max(partitions, 0));
            for (int j = 0; j < partitions; j++)
            {
                int partition = request.ReadInt32();
                int leaderEpoch = version >= 4 ? request.ReadInt32() : -1;
                long timestamp = request.ReadInt64();
                request.SkipTags();
                (ErrorCode error, TimestampOffset found) = Find(version, topics.Log(topic, partition), isolation, leaderEpoch, timestamp);
                Write(version, partition, error, found, response);
            }

            request.SkipTags();
            response.WriteTags();
        }

        response.WriteTags();
    }

    private static (ErrorCode Error, TimestampOffset Found) Find(short version, PartitionLog? log, IsolationLevel isolation, int leaderEpoch, long timestamp)
    {
        if (log is null)
        {
            return (ErrorCode.UnknownTopicOrPartition, TimestampOffset.None);
        }

        if (LeaderEpochs.Check(leaderEpoch) is var fenced and not ErrorCode.None)
        {
            return (fenced, TimestampOffset.None);
        }

        return timestamp switch
        {
            Latest => (ErrorCode.None, new TimestampOffset(-1, log.EndFor(isolation))),
            EarliestLocal when version >= 8 => (ErrorCode.None, new TimestampOffset(-1, log.Offsets().Start)),
            LatestTiered when version >= 9 => (ErrorCode.None, TimestampOffset.None),
            Earliest => (ErrorCode.None, new TimestampOffset(-1, log.Offsets().Start)),
            MaxTimestamp when version >= 7 => (ErrorCode.None, Readable(log, isolation, log.FindMaxTimestamp())),
            >= 0 => (ErrorCode.None, Readable(log, isolation, log.FindTimestamp(timestamp))),
            _ => (ErrorCode.UnsupportedVersion, TimestampOffset.None),
        };
    }

    /// <summary>What is not decided is not there for a reader of committed records.</summary>
    private static TimestampOffset Readable(PartitionLog log, IsolationLevel isolation, TimestampOffset found) =>
        found.Offset < log.EndFor(isolation) ? found : TimestampOffset.None;

    private static void Write(short version, int partition, ErrorCode error, TimestampOffset found, WireWriter response)
    {
        response.WriteInt32(partition);
        response.WriteError(error);
        response.WriteInt64(found.Timestamp);
        response.WriteInt64(found.Offset);
        if (version >= 4)
        {
            response.WriteInt32(found.Offset < 0 ? -1 : PartitionLog.LeaderEpoch);
        }

        response.WriteTags();
    }
}
