namespace AkkaStreamProc.Connectors.Kafka;

/// <summary>What the Kafka timestamp of a written record is.</summary>
/// <remarks>
/// Brokers judge records by it: Kafka 4 refuses one that is more than an hour ahead of the clock
/// (<c>message.timestamp.after.max.ms</c>), and retention (<c>retention.ms</c>, a week unless set) deletes one that is old
/// at once, however lately it was written.
/// </remarks>
public enum KafkaTimestamp
{
    /// <summary>
    /// The time at which the record was written: never ahead of the clock, and replayed history is kept as long as what is
    /// new. The event time can travel in a header, see <see cref="KafkaSinkOptions{T}.EventTimeHeader"/>.
    /// </summary>
    WrittenAt,

    /// <summary>
    /// The event time of the record, or the time of writing where it has none. The result of a window is dated at the end
    /// of the window, which may lie in the future.
    /// </summary>
    EventTime,
}
