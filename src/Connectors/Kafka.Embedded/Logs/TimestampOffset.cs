namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

/// <summary>An offset found by time.</summary>
/// <param name="Timestamp">The record's timestamp in milliseconds since the epoch; -1 when no record was found.</param>
/// <param name="Offset">The record's offset; -1 when no record was found.</param>
internal readonly record struct TimestampOffset(long Timestamp, long Offset)
{
    public static readonly TimestampOffset None = new(-1, -1);
}
