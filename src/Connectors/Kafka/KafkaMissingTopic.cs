namespace AkkaStreamProc.Connectors.Kafka;

/// <summary>What a source does when a topic that it reads does not exist, at the start or while it runs.</summary>
/// <remarks>
/// A topic that was deleted and created again is another topic: its offsets have nothing to do with the positions of the
/// checkpoint, which <see cref="KafkaMissingOffset"/> decides about.
/// </remarks>
public enum KafkaMissingTopic
{
    /// <summary>The source says so and, where it still does not exist after some seconds, fails the attempt.</summary>
    Fails,

    /// <summary>The source says so and waits until the topic is created.</summary>
    Waits,
}
