using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Groups;

/// <summary>
/// A group of the classic protocol: members join, a generation begins, its leader shares out the work, everybody fetches his share.
/// Knows neither sockets nor clocks: every call brings the time, <see cref="NextDeadline"/> says when <see cref="Advance"/> is due,
/// and those who have to wait get a task. Not thread-safe; its coordinator takes turns.
/// The behaviour is that of the protocol's reference broker without a delay before the first generation.
/// </summary>
internal sealed partial class Group(string id)
{
    private readonly GroupRoster _roster = new();

    /// <summary>Ids that were given out and not yet used, with the time they lapse.</summary>
    private readonly Dictionary<string, TimeSpan> _expected = new(StringComparer.Ordinal);

    /// <summary>When a rebalance stops waiting, or a generation for those who have not asked for their share.</summary>
    private TimeSpan? _patienceEnds;

    private string? _protocol;

    public GroupPhase Phase { get; private set; }

    public int Generation { get; private set; }

    /// <summary>The kind of group its last members have made it; empty where there has been none.</summary>
    public string ProtocolType { get; private set; } = "";

    /// <summary>Whether nothing would be lost with it.</summary>
    public bool IsUnused => Generation == 0 && _roster.Count == 0 && _expected.Count == 0;

    /// <summary>The earliest time at which something happens by itself; null for never.</summary>
    public TimeSpan? NextDeadline => _roster.All.Select(member => member.ExpiresAt).Concat(_expected.Values.Select(TimeSpan? (lapses) => lapses)).Append(_patienceEnds).Min();

    /// <summary>Takes a member into the next generation; the answer comes when that begins, at once where the present one serves.</summary>
    public Task<JoinAnswer> Join(JoinRequest request, TimeSpan now)
    {
        if (!ProtocolChoice.Allows(_roster.Profiles, request.Profile))
        {
            return Task.FromResult(JoinAnswer.Refused(ErrorCode.InconsistentGroupProtocol, request.MemberId));
        }

        if (request.MemberId.Length == 0)
        {
            return JoinUnknown(request, now);
        }

        if (_expected.Remove(request.MemberId))
        {
            return Add(request.MemberId, request, now);
        }

        if (_roster.Check(request.MemberId, request.InstanceId) is var error and not ErrorCode.None)
        {
            return Task.FromResult(JoinAnswer.Refused(error, request.MemberId));
        }

        GroupMember member = _roster.Find(request.MemberId)!;
        bool generationServes = Phase == GroupPhase.CompletingRebalance || (Phase == GroupPhase.Stable && member != _roster.Leader);
        if (!generationServes || !member.Profile.HasSameProtocols(request.Profile))
        {
            return Rejoin(member, request.Profile, now);
        }

        member.Touch(now);
        return Task.FromResult(GenerationFor(member));
    }

    /// <summary>Tells a member its share; the answer comes when the leader has said it.</summary>
    public Task<SyncAnswer> Sync(SyncRequest request, TimeSpan now)
    {
        ErrorCode error = Check(request.From);
        if (error == ErrorCode.None && ((request.ProtocolType ?? ProtocolType) != ProtocolType || (request.Protocol ?? _protocol) != _protocol))
        {
            error = ErrorCode.InconsistentGroupProtocol;
        }

        if (error == ErrorCode.None && Phase == GroupPhase.PreparingRebalance)
        {
            error = ErrorCode.RebalanceInProgress;
        }

        if (error != ErrorCode.None)
        {
            return Task.FromResult(SyncAnswer.Refused(error));
        }

        GroupMember member = _roster.Find(request.From.MemberId)!;
        Task<SyncAnswer> answer = member.Sync(now);
        if (Phase == GroupPhase.CompletingRebalance && member == _roster.Leader)
        {
            foreach (GroupMember each in _roster.All)
            {
                each.Assignment = request.Assignments.GetValueOrDefault(each.Id, []);
            }

            Phase = GroupPhase.Stable;
        }

        HandOutShares(now);
        return answer;
    }

    /// <summary>A sign of life; answered with whether the member has to join again.</summary>
    public ErrorCode Heartbeat(MemberClaim from, TimeSpan now)
    {
        if (Check(from) is var error and not ErrorCode.None)
        {
            return error;
        }

        _roster.Find(from.MemberId)!.Touch(now);
        return Phase == GroupPhase.PreparingRebalance ? ErrorCode.RebalanceInProgress : ErrorCode.None;
    }

    /// <summary>Lets a member go; a static one may be named by its instance alone.</summary>
    public ErrorCode Leave(string memberId, string? instanceId, TimeSpan now)
    {
        if (instanceId is null && _expected.Remove(memberId))
        {
            BeginIfAllAreHere(now);
            return ErrorCode.None;
        }

        GroupMember? named = memberId.Length == 0 && instanceId is not null ? _roster.FindInstance(instanceId) : null;
        if (named is null && _roster.Check(memberId, instanceId) is var error and not ErrorCode.None)
        {
            return error;
        }

        Remove([named ?? _roster.Find(memberId)!], now);
        return ErrorCode.None;
    }

    /// <summary>Whether offsets may be committed by the sender now; it counts as a sign of life.</summary>
    /// <param name="from">Who commits; nobody may, while nobody is in.</param>
    /// <param name="inTransaction">Whether a producer commits, which need not be a member and is fenced by its own epoch.</param>
    /// <param name="now">The time.</param>
    public ErrorCode CheckCommit(MemberClaim from, bool inTransaction, TimeSpan now)
    {
        if (from.Generation < 0 && Phase == GroupPhase.Empty)
        {
            return ErrorCode.None;
        }

        if (from.IsNobody)
        {
            return inTransaction ? ErrorCode.None : ErrorCode.UnknownMemberId;
        }

        ErrorCode error = Generation == 0 ? ErrorCode.IllegalGeneration : Check(from);
        if (error != ErrorCode.None)
        {
            return error;
        }

        _roster.Find(from.MemberId)!.Touch(now);
        return Phase == GroupPhase.CompletingRebalance && !inTransaction ? ErrorCode.RebalanceInProgress : ErrorCode.None;
    }

    /// <summary>Whether a member reads a topic, or may for all one can tell.</summary>
    public bool IsSubscribedTo(string topic) => ProtocolType == Subscription.ProtocolType
        && _roster.Profiles.Any(profile => profile.Protocols.Any(protocol => Subscription.Topics(protocol.Metadata)?.Contains(topic) ?? true));

    public GroupDescription Describe()
    {
        bool stable = Phase == GroupPhase.Stable;
        return new GroupDescription(id, Phase, ProtocolType, stable ? _protocol ?? "" : "", [.. _roster.All.Select(member => new DescribedMember(
            member.Id,
            member.InstanceId,
            member.Profile.ClientId,
            member.Profile.ClientHost,
            stable ? member.Profile.MetadataFor(_protocol) : [],
            stable ? member.Assignment : []))]);
    }

    private ErrorCode Check(MemberClaim from) => _roster.Check(from.MemberId, from.InstanceId) switch
    {
        ErrorCode.None when from.Generation != Generation => ErrorCode.IllegalGeneration,
        var error => error,
    };

    private Task<JoinAnswer> JoinUnknown(JoinRequest request, TimeSpan now)
    {
        string memberId = $"{request.InstanceId ?? request.Profile.ClientId}-{Guid.NewGuid()}";
        if (request.InstanceId is not null && _roster.FindInstance(request.InstanceId) is { } predecessor)
        {
            return Replace(predecessor, memberId, request.Profile, now);
        }

        if (request.InstanceId is null && request.ComesBackWithId)
        {
            _expected.Add(memberId, now + request.Profile.SessionTimeout);
            return Task.FromResult(JoinAnswer.Refused(ErrorCode.MemberIdRequired, memberId));
        }

        return Add(memberId, request, now);
    }
}
