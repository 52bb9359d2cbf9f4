namespace AkkaStreamProc.Connectors.Kafka.Embedded.Groups;

/// <summary>A wish to be in the next generation.</summary>
/// <param name="MemberId">The id the group gave; empty at first.</param>
/// <param name="InstanceId">The name of a static member, which keeps its work over restarts; null for others.</param>
/// <param name="Profile">What the member says of itself.</param>
/// <param name="ComesBackWithId">Whether a new member is only told its id and joins with that, so that an answer that gets lost leaves nobody behind.</param>
internal sealed record JoinRequest(string MemberId, string? InstanceId, MemberProfile Profile, bool ComesBackWithId);
