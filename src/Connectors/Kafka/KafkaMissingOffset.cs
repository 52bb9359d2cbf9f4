namespace AkkaStreamProc.Connectors.Kafka;

/// <summary>
/// What a source does when the offset it must continue from is not there (any more): the record was deleted, or the topic
/// was deleted and created again, so that the position means nothing in it.
/// </summary>
public enum KafkaMissingOffset
{
    /// <summary>The attempt fails with an error that says what is wanted and what is there. Nothing is lost silently.</summary>
    Fails,

    /// <summary>The source says so and continues with the earliest record there is. What was deleted is lost.</summary>
    ContinuesAtEarliest,

    /// <summary>The source says so and continues behind the last record there is. What lies between is lost.</summary>
    ContinuesAtLatest,
}
