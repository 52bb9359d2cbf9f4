using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Reads who a request comes from, in the order the requests of groups have in common: generation, member, instance.</summary>
internal static class GroupMemberClaims
{
    public static MemberClaim Read(WireReader request, bool withInstance)
    {
        int generation = request.ReadInt32();
        string member = request.ReadString();
        return new MemberClaim(member, withInstance ? request.ReadNullableString() : null, generation);
    }
}
