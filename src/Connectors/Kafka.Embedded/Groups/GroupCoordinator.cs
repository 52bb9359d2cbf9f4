using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Groups;

/// <summary>
/// All groups with their clock: one lock, under which a call takes microseconds, or a commit's write to the disk.
/// Members are in memory only; after a restart they join again, as the protocol lets them. All members may be called from any thread.
/// </summary>
internal sealed class GroupCoordinator : IDisposable
{
    private static readonly TimeSpan ShortestSession = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan LongestSession = TimeSpan.FromMinutes(30);

    private readonly Lock _gate = new();
    private readonly OffsetStore _offsets;
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly ITimer _alarm;
    private readonly Dictionary<string, Group> _groups = new(StringComparer.Ordinal);
    private TimeSpan _alarmAt = TimeSpan.MaxValue;

    public GroupCoordinator(OffsetStore offsets, TimeProvider time)
    {
        _offsets = offsets;
        _time = time;
        _began = time.GetTimestamp();
        _alarm = time.CreateTimer(static self => ((GroupCoordinator)self!).Advance(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public Task<JoinAnswer> Join(string groupId, JoinRequest request)
    {
        ErrorCode error = groupId.Length == 0 ? ErrorCode.InvalidGroupId
            : request.Profile.SessionTimeout < ShortestSession || request.Profile.SessionTimeout > LongestSession ? ErrorCode.InvalidSessionTimeout
            : ErrorCode.None;
        return error == ErrorCode.None
            ? Ask(groupId, (group, now) => group.Join(request, now))
            : Task.FromResult(JoinAnswer.Refused(error, request.MemberId));
    }

    public Task<SyncAnswer> Sync(string groupId, SyncRequest request) =>
        groupId.Length == 0 ? Task.FromResult(SyncAnswer.Refused(ErrorCode.InvalidGroupId)) : Ask(groupId, (group, now) => group.Sync(request, now));

    public ErrorCode Heartbeat(string groupId, MemberClaim from) =>
        groupId.Length == 0 ? ErrorCode.InvalidGroupId : Ask(groupId, (group, now) => group.Heartbeat(from, now));

    public ErrorCode Leave(string groupId, string memberId, string? instanceId) =>
        groupId.Length == 0 ? ErrorCode.InvalidGroupId : Ask(groupId, (group, now) => group.Leave(memberId, instanceId, now));

    /// <summary>Runs a commit where the sender may make it; no generation begins in between.</summary>
    /// <param name="groupId">The group's name.</param>
    /// <param name="from">Who commits.</param>
    /// <param name="inTransaction">Whether a producer commits within its transaction.</param>
    /// <param name="commit">What is done, under the lock of all groups.</param>
    public ErrorCode Commit(string groupId, MemberClaim from, bool inTransaction, Func<ErrorCode> commit) => groupId.Length == 0
        ? ErrorCode.InvalidGroupId
        : Ask(groupId, (group, now) => group.CheckCommit(from, inTransaction, now) is var error and not ErrorCode.None ? error : commit());

    /// <summary>One group; dead where there is none.</summary>
    public GroupDescription Describe(string groupId)
    {
        lock (_gate)
        {
            return Find(groupId)?.Describe() ?? GroupDescription.Missing(groupId);
        }
    }

    /// <summary>All groups: those with members and those that have only committed.</summary>
    public IReadOnlyList<GroupDescription> DescribeAll()
    {
        lock (_gate)
        {
            return [.. _groups.Keys.Union(_offsets.Groups, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(Describe)];
        }
    }

    /// <summary>Removes a group that nobody is in, with its offsets.</summary>
    /// <exception cref="IOException">The offsets could not be deleted.</exception>
    public ErrorCode Delete(string groupId)
    {
        lock (_gate)
        {
            switch (Find(groupId)?.Phase)
            {
                case null:
                    return groupId.Length == 0 ? ErrorCode.InvalidGroupId : ErrorCode.GroupIdNotFound;
                case not GroupPhase.Empty:
                    return ErrorCode.NonEmptyGroup;
                default:
                    _offsets.Delete(groupId);
                    _groups.Remove(groupId);
                    return ErrorCode.None;
            }
        }
    }

    /// <summary>Forgets offsets of topics that no member reads.</summary>
    /// <returns>The group's error, and each partition's.</returns>
    /// <exception cref="IOException">The offsets could not be written; nothing has changed.</exception>
    public (ErrorCode Error, IReadOnlyList<ErrorCode> Partitions) DeleteOffsets(string groupId, IReadOnlyList<(string Topic, int Partition)> partitions)
    {
        lock (_gate)
        {
            Group? group = Find(groupId);
            if (group is null || (group.Phase != GroupPhase.Empty && group.ProtocolType != Subscription.ProtocolType))
            {
                return (group is null ? ErrorCode.GroupIdNotFound : ErrorCode.NonEmptyGroup, []);
            }

            ErrorCode[] errors = [.. partitions.Select(one => group.IsSubscribedTo(one.Topic) ? ErrorCode.GroupSubscribedToTopic : ErrorCode.None)];
            _offsets.Forget(groupId, [.. partitions.Where((_, i) => errors[i] == ErrorCode.None)]);
            return (ErrorCode.None, errors);
        }
    }

    public void Dispose() => _alarm.Dispose();

    private TimeSpan Now => _time.GetElapsedTime(_began);

    /// <summary>A group that has only committed is one that nobody is in.</summary>
    private Group? Find(string groupId) => _groups.GetValueOrDefault(groupId) ?? (_offsets.Has(groupId) ? new Group(groupId) : null);

    private T Ask<T>(string groupId, Func<Group, TimeSpan, T> question)
    {
        lock (_gate)
        {
            TimeSpan now = Now;
            if (!_groups.TryGetValue(groupId, out Group? group))
            {
                group = new Group(groupId);
            }

            T answer = question(group, now);
            Keep(groupId, group);
            SetAlarm(group.NextDeadline, now);
            return answer;
        }
    }

    private void Keep(string groupId, Group group)
    {
        if (group.IsUnused)
        {
            _groups.Remove(groupId);
        }
        else
        {
            _groups[groupId] = group;
        }
    }

    private void Advance()
    {
        lock (_gate)
        {
            TimeSpan now = Now;
            _alarmAt = TimeSpan.MaxValue;
            foreach ((string groupId, Group group) in _groups.ToArray())
            {
                if (group.NextDeadline <= now)
                {
                    group.Advance(now);
                    Keep(groupId, group);
                }

                SetAlarm(group.NextDeadline, now);
            }
        }
    }

    /// <summary>An alarm too many does no harm: most deadlines move on with every heartbeat, and the alarm need not.</summary>
    private void SetAlarm(TimeSpan? deadline, TimeSpan now)
    {
        if (deadline < _alarmAt)
        {
            _alarmAt = deadline.Value;
            double waitMs = Math.Ceiling((deadline.Value - now).TotalMilliseconds); // Timers cut fractions off, and would ring too early.
            _alarm.Change(TimeSpan.FromMilliseconds(Math.Max(waitMs, 0)), Timeout.InfiniteTimeSpan);
        }
    }
}
