namespace AkkaStreamProc.Connectors.Kafka.Embedded.Groups;

/// <summary>What a member says of itself when it joins.</summary>
/// <param name="ClientId">The name of the client's own choice.</param>
/// <param name="ClientHost">The address it connects from.</param>
/// <param name="SessionTimeout">How long it may be silent before it counts as gone.</param>
/// <param name="RebalanceTimeout">How long a rebalance waits for it.</param>
/// <param name="ProtocolType">What kind of group it takes this one for, such as <c>consumer</c>.</param>
/// <param name="Protocols">The ways to share out work, the most welcome first.</param>
internal sealed record MemberProfile(
    string ClientId,
    string ClientHost,
    TimeSpan SessionTimeout,
    TimeSpan RebalanceTimeout,
    string ProtocolType,
    IReadOnlyList<GroupProtocol> Protocols)
{
    public bool Understands(string protocol) => Protocols.Any(own => own.Name == protocol);

    /// <summary>What the member tells the leader for a protocol; empty where it does not understand it.</summary>
    public byte[] MetadataFor(string? protocol) => Protocols.FirstOrDefault(own => own.Name == protocol)?.Metadata ?? [];

    /// <summary>Whether the leader would see no difference.</summary>
    public bool HasSameProtocols(MemberProfile other) =>
        Protocols.Count == other.Protocols.Count && Protocols.Zip(other.Protocols).All(pair => pair.First.IsSameAs(pair.Second));
}
