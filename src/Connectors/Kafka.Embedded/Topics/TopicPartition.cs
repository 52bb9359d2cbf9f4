namespace AkkaStreamProc.Connectors.Kafka.Embedded.Topics;

/// <summary>A partition by the name of its topic and its number; nothing says that it exists.</summary>
internal readonly record struct TopicPartition(string Topic, int Partition);
