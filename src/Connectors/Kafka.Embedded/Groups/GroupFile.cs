namespace AkkaStreamProc.Connectors.Kafka.Embedded.Groups;

/// <summary>The content of a group's file: its name, which the file name only hashes, and what it has committed.</summary>
internal sealed record GroupFile(string GroupId, IReadOnlyList<CommittedOffset> Offsets);
