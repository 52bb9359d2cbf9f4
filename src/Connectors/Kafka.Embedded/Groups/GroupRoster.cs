using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Groups;

/// <summary>The members of a group, in the order they came, and the one that leads them.</summary>
internal sealed class GroupRoster
{
    private readonly List<GroupMember> _members = [];

    public GroupMember? Leader { get; private set; }

    public int Count => _members.Count;

    public IReadOnlyList<GroupMember> All => _members;

    public IReadOnlyList<MemberProfile> Profiles => [.. _members.Select(member => member.Profile)];

    /// <summary>How long the most patient member lets a rebalance wait.</summary>
    public TimeSpan LongestRebalance => _members.Select(member => member.Profile.RebalanceTimeout).DefaultIfEmpty().Max();

    public GroupMember? Find(string memberId) => _members.Find(member => member.Id == memberId);

    public GroupMember? FindInstance(string instanceId) => _members.Find(member => member.InstanceId == instanceId);

    /// <summary>Whether there is such a member and it is not another one that bears the instance's name by now.</summary>
    public ErrorCode Check(string memberId, string? instanceId)
    {
        if (instanceId is not null && FindInstance(instanceId) is var holder && holder?.Id != memberId)
        {
            return holder is null ? ErrorCode.UnknownMemberId : ErrorCode.FencedInstanceId;
        }

        return Find(memberId) is null ? ErrorCode.UnknownMemberId : ErrorCode.None;
    }

    public void Add(GroupMember member)
    {
        _members.Add(member);
        Leader ??= member;
    }

    public void Remove(GroupMember member)
    {
        _members.Remove(member);
        if (Leader == member)
        {
            Leader = _members.FirstOrDefault();
        }
    }

    /// <summary>Sees to it that the leader is one who has joined; false where nobody has.</summary>
    public bool ElectLeader()
    {
        if (Leader is not { AwaitsJoin: true })
        {
            Leader = _members.Find(member => member.AwaitsJoin) ?? Leader;
        }

        return Leader is { AwaitsJoin: true };
    }
}
