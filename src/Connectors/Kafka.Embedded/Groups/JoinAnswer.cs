using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Groups;

/// <summary>The generation a member is in now, or why it is not.</summary>
/// <param name="Error">None for a member of the generation.</param>
/// <param name="Generation">Its number; -1 with an error.</param>
/// <param name="ProtocolType">The kind of the group.</param>
/// <param name="Protocol">The way the work is shared out.</param>
/// <param name="Leader">The member that shares it out.</param>
/// <param name="MemberId">The id of the one who asked.</param>
/// <param name="Members">All members, for the leader; empty for the others.</param>
internal sealed record JoinAnswer(
    ErrorCode Error,
    int Generation,
    string? ProtocolType,
    string? Protocol,
    string Leader,
    string MemberId,
    IReadOnlyList<JoinedMember> Members)
{
    public static JoinAnswer Refused(ErrorCode error, string memberId) => new(error, -1, null, null, "", memberId, []);
}
