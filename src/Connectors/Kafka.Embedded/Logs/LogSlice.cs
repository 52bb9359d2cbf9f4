using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

/// <summary>What a fetch of one partition will get: whole batches in one segment, not read yet.</summary>
/// <param name="Error">Why there is nothing.</param>
/// <param name="HighWatermark">One past the last offset; -1 on error.</param>
/// <param name="LastStableOffset">The first offset of a transaction that is not decided, or else the high watermark; -1 on error.</param>
/// <param name="LogStartOffset">The first offset the partition offers; -1 on error.</param>
/// <param name="Segment">The file; null when there is nothing to read.</param>
/// <param name="Position">Where the first batch begins.</param>
/// <param name="Bytes">The size of all batches.</param>
internal readonly record struct LogSlice(ErrorCode Error, long HighWatermark, long LastStableOffset, long LogStartOffset, LogSegment? Segment, long Position, int Bytes)
{
    /// <summary>What a reader of committed records must skip of these batches; null for other readers.</summary>
    public IReadOnlyList<AbortedTransaction>? Aborted { get; init; }

    public static LogSlice Failed(ErrorCode error) => new(error, -1, -1, -1, null, 0, 0);
}
