namespace AkkaStreamProc.Connectors.Kafka.Embedded.Groups;

/// <summary>A member as an administrator sees it; metadata and assignment only while the group is stable.</summary>
internal sealed record DescribedMember(string Id, string? InstanceId, string ClientId, string ClientHost, byte[] Metadata, byte[] Assignment);
