namespace AkkaStreamProc.Connectors.Kafka;

/// <summary>
/// What an exactly-once sink does when it is restored and the brokers do not know any more whether the last records of
/// the checkpoint were committed: its group was deleted, or expired while the job was down
/// (<c>offsets.retention.minutes</c>, a week unless set).
/// </summary>
public enum KafkaLostMarker
{
    /// <summary>The attempt fails with an error that says what is unknown. Nothing is guessed.</summary>
    Fails,

    /// <summary>The sink says so and writes the records. They may be there twice then.</summary>
    WritesAgain,

    /// <summary>The sink says so and goes on without them. They may be missing then.</summary>
    Discards,
}
