namespace AkkaStreamProc.Connectors.Kafka.Embedded.Topics;

/// <summary>One configuration a topic understands.</summary>
/// <param name="Name">The protocol's name, such as <c>retention.ms</c>.</param>
/// <param name="Default">The value where nothing else is said.</param>
/// <param name="Kind">The type in answers of DescribeConfigs.</param>
/// <param name="Documentation">One sentence for the person who asks.</param>
/// <param name="Accepts">Whether a text is a value of this configuration.</param>
internal sealed record TopicSetting(string Name, string Default, TopicSettingKind Kind, string Documentation, Func<string, bool> Accepts);
