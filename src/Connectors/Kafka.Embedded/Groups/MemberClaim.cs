namespace AkkaStreamProc.Connectors.Kafka.Embedded.Groups;

/// <summary>Who a request says it comes from; the group judges.</summary>
/// <param name="MemberId">The id the group gave; empty for none.</param>
/// <param name="InstanceId">The name of a static member; null for others.</param>
/// <param name="Generation">The generation the sender believes to be in; -1 for none.</param>
internal readonly record struct MemberClaim(string MemberId, string? InstanceId, int Generation)
{
    /// <summary>Whether the sender does not claim to be a member at all.</summary>
    public bool IsNobody => Generation < 0 && MemberId.Length == 0 && InstanceId is null;
}
