namespace AkkaStreamProc.Connectors.Kafka.Embedded.Topics;

/// <summary>A topic as the catalog file keeps it.</summary>
internal sealed record TopicRecord(string Name, Guid Id, int Partitions, Dictionary<string, string> Configs);
