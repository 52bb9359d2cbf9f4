using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Groups;

/// <content>How one generation follows the other.</content>
internal sealed partial class Group
{
    /// <summary>Does what is due: the silent are let go, and who keeps the others waiting is waited for no longer.</summary>
    public void Advance(TimeSpan now)
    {
        foreach (string lapsed in _expected.Where(pair => pair.Value <= now).Select(pair => pair.Key).ToArray())
        {
            _expected.Remove(lapsed);
        }

        Remove([.. _roster.All.Where(member => member.ExpiresAt <= now)], now);
        BeginIfAllAreHere(now);
        if (_patienceEnds > now || _patienceEnds is null)
        {
            return;
        }

        if (Phase == GroupPhase.PreparingRebalance)
        {
            Begin(now);
        }
        else
        {
            _patienceEnds = null;
            Remove([.. _roster.All.Where(member => !member.HasSynced)], now);
        }
    }

    private Task<JoinAnswer> Add(string memberId, JoinRequest request, TimeSpan now)
    {
        var member = new GroupMember(memberId, request.InstanceId, request.Profile);
        _roster.Add(member);
        ProtocolType = request.Profile.ProtocolType;
        return Rejoin(member, request.Profile, now);
    }

    private Task<JoinAnswer> Rejoin(GroupMember member, MemberProfile profile, TimeSpan now)
    {
        Task<JoinAnswer> answer = member.Join(profile, now);
        Rebalance(now);
        return answer;
    }

    /// <summary>
    /// A static member comes back as another process: its share is still its own, and nobody has to join again for it.
    /// It is told the leader's old id even where it is the leader itself, so that it does not share out the work anew.
    /// </summary>
    private Task<JoinAnswer> Replace(GroupMember predecessor, string memberId, MemberProfile profile, TimeSpan now)
    {
        string? leader = _roster.Leader?.Id;
        bool sameProtocols = predecessor.Profile.HasSameProtocols(profile);
        predecessor.ReplaceBy(memberId);
        if (Phase != GroupPhase.Stable || !sameProtocols)
        {
            return Rejoin(predecessor, profile, now);
        }

        predecessor.Touch(now);
        return Task.FromResult(GenerationFor(predecessor) with { Leader = leader ?? "", Members = [] });
    }

    private void Remove(IReadOnlyCollection<GroupMember> members, TimeSpan now)
    {
        foreach (GroupMember member in members)
        {
            member.Leave(ErrorCode.UnknownMemberId);
            _roster.Remove(member);
        }

        if (members.Count > 0)
        {
            Rebalance(now);
        }
    }

    /// <summary>Calls everybody to join again; whoever waits for his share of the old generation gets none.</summary>
    private void Rebalance(TimeSpan now)
    {
        if (Phase != GroupPhase.PreparingRebalance)
        {
            foreach (GroupMember member in _roster.All)
            {
                member.CompleteSync(SyncAnswer.Refused(ErrorCode.RebalanceInProgress), now);
            }

            Phase = GroupPhase.PreparingRebalance;
            _patienceEnds = now + _roster.LongestRebalance;
        }

        BeginIfAllAreHere(now);
    }

    private void BeginIfAllAreHere(TimeSpan now)
    {
        if (Phase == GroupPhase.PreparingRebalance && _expected.Count == 0 && _roster.All.All(member => member.AwaitsJoin))
        {
            Begin(now);
        }
    }

    /// <summary>Begins a generation with those who have joined, and with static members, who keep their place until their session ends.</summary>
    private void Begin(TimeSpan now)
    {
        foreach (GroupMember absent in _roster.All.Where(member => !member.AwaitsJoin && member.InstanceId is null).ToArray())
        {
            _roster.Remove(absent);
        }

        if (_roster.Count > 0 && !_roster.ElectLeader())
        {
            _patienceEnds = now + _roster.LongestRebalance;
            return;
        }

        Generation++;
        _protocol = ProtocolChoice.Vote(_roster.Profiles);
        Phase = _roster.Count == 0 ? GroupPhase.Empty : GroupPhase.CompletingRebalance;
        _patienceEnds = _roster.Count == 0 ? null : now + _roster.LongestRebalance;
        foreach (GroupMember member in _roster.All)
        {
            member.Assignment = [];
            member.CompleteJoin(GenerationFor(member), now);
        }
    }

    private void HandOutShares(TimeSpan now)
    {
        if (Phase != GroupPhase.Stable)
        {
            return;
        }

        foreach (GroupMember member in _roster.All)
        {
            member.CompleteSync(new SyncAnswer(ErrorCode.None, ProtocolType, _protocol, member.Assignment), now);
        }

        _patienceEnds = _roster.All.All(member => member.HasSynced) ? null : _patienceEnds;
    }

    private JoinAnswer GenerationFor(GroupMember member) => new(
        ErrorCode.None,
        Generation,
        ProtocolType,
        _protocol,
        _roster.Leader?.Id ?? "",
        member.Id,
        member != _roster.Leader ? [] : [.. _roster.All.Select(each => new JoinedMember(each.Id, each.InstanceId, each.Profile.MetadataFor(_protocol)))]);
}
