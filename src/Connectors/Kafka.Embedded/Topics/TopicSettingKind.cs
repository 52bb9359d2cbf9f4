namespace AkkaStreamProc.Connectors.Kafka.Embedded.Topics;

/// <summary>Types of configurations, by the protocol's numbers.</summary>
internal enum TopicSettingKind : sbyte
{
    Boolean = 1,
    Text = 2,
    Int = 3,
    Long = 5,
    Double = 6,
    List = 7,
}
