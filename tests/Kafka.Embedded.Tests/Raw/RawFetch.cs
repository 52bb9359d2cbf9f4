using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Raw;

/// <summary>The answer to a fetch of one partition.</summary>
internal sealed record RawFetch(ErrorCode TopLevel, ErrorCode Error, long HighWatermark, long LastStableOffset, long LogStartOffset, IReadOnlyList<(long ProducerId, long FirstOffset)> Aborted, byte[] Records)
{
    /// <summary>The headers of the batches, which must be whole.</summary>
    public IReadOnlyList<BatchHeader> Batches
    {
        get
        {
            var headers = new List<BatchHeader>();
            for (int at = 0; at < Records.Length; at += headers[^1].TotalBytes)
            {
                headers.Add(BatchHeader.Read(Records.AsSpan(at)));
                (at + headers[^1].TotalBytes).ShouldBeLessThanOrEqualTo(Records.Length, "the last batch is cut");
            }

            return headers;
        }
    }

    public static RawFetch Read(WireReader answer)
    {
        answer.ReadInt32();
        var topLevel = (ErrorCode)answer.ReadInt16();
        answer.ReadInt32().ShouldBe(0, "sessions are declined");
        if (answer.ReadArrayLength() == 0)
        {
            return new RawFetch(topLevel, ErrorCode.None, -1, -1, -1, [], []);
        }

        answer.ReadString();
        answer.ReadArrayLength().ShouldBe(1);
        answer.ReadInt32();
        var error = (ErrorCode)answer.ReadInt16();
        long highWatermark = answer.ReadInt64();
        long lastStable = answer.ReadInt64();
        long logStart = answer.ReadInt64();
        var aborted = new List<(long, long)>();
        for (int left = answer.ReadArrayLength(); left > 0; left--)
        {
            aborted.Add((answer.ReadInt64(), answer.ReadInt64()));
            answer.SkipTags();
        }

        answer.ReadInt32();
        return new RawFetch(topLevel, error, highWatermark, lastStable, logStart, aborted, [.. answer.ReadRecords()]);
    }
}
