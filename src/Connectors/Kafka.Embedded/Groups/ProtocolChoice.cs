namespace AkkaStreamProc.Connectors.Kafka.Embedded.Groups;

/// <summary>Chooses how a generation shares out its work: of the protocols that all members understand, the one most members like best.</summary>
internal static class ProtocolChoice
{
    /// <summary>Null where there is none that all understand.</summary>
    public static string? Vote(IReadOnlyCollection<MemberProfile> members) => members
        .Select(member => member.Protocols.FirstOrDefault(own => members.All(other => other.Understands(own.Name)))?.Name)
        .OfType<string>()
        .GroupBy(name => name, StringComparer.Ordinal)
        .MaxBy(votes => votes.Count())?.Key;

    /// <summary>Whether somebody can come in without leaving the members nothing in common.</summary>
    public static bool Allows(IReadOnlyCollection<MemberProfile> members, MemberProfile comer) =>
        comer.ProtocolType.Length > 0
        && comer.Protocols.Any(own => members.All(member => member.Understands(own.Name)))
        && members.All(member => member.ProtocolType == comer.ProtocolType);
}
