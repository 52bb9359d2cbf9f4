namespace AkkaStreamProc.Connectors.Kafka.Embedded.Groups;

/// <summary>A member asks what to do; the leader says it for everybody.</summary>
/// <param name="From">Who asks.</param>
/// <param name="ProtocolType">The kind of group it believes to be in; null where the version does not say.</param>
/// <param name="Protocol">The protocol it believes in; null where the version does not say.</param>
/// <param name="Assignments">By member id; empty but from the leader.</param>
internal sealed record SyncRequest(MemberClaim From, string? ProtocolType, string? Protocol, IReadOnlyDictionary<string, byte[]> Assignments);
