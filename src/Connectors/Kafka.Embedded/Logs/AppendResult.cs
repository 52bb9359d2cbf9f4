using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

/// <summary>How an append ended.</summary>
/// <param name="Error">Why nothing was appended; none for success and for a repeated batch.</param>
/// <param name="BaseOffset">The first offset of the batch; -1 on error.</param>
/// <param name="AppendTimeMs">The broker's time stamped on the batch; -1 where records keep their own.</param>
/// <param name="LogStartOffset">The first offset the partition offers.</param>
internal readonly record struct AppendResult(ErrorCode Error, long BaseOffset, long AppendTimeMs, long LogStartOffset)
{
    public static AppendResult Refused(ErrorCode error) => new(error, -1, -1, -1);
}
