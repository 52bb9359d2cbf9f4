namespace AkkaStreamProc.Connectors.Kafka.Embedded.Groups;

/// <summary>A way to share out work that a member understands, with what it tells the leader for that way.</summary>
internal sealed record GroupProtocol(string Name, byte[] Metadata)
{
    public bool IsSameAs(GroupProtocol other) => Name == other.Name && Metadata.AsSpan().SequenceEqual(other.Metadata);
}
