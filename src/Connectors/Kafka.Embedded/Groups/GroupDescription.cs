namespace AkkaStreamProc.Connectors.Kafka.Embedded.Groups;

/// <summary>A group as an administrator sees it.</summary>
/// <param name="Id">The group's name.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="ProtocolType">The kind of group; empty where it has never had a member.</param>
/// <param name="Protocol">How its work is shared out; empty where it is not.</param>
/// <param name="Members">Everybody in it.</param>
internal sealed record GroupDescription(string Id, GroupPhase Phase, string ProtocolType, string Protocol, IReadOnlyList<DescribedMember> Members)
{
    public static GroupDescription Missing(string id) => new(id, GroupPhase.Dead, "", "", []);
}
