namespace AkkaStreamProc.Connectors.Kafka.Embedded.Groups;

/// <summary>A member as the leader sees it.</summary>
internal sealed record JoinedMember(string MemberId, string? InstanceId, byte[] Metadata);
