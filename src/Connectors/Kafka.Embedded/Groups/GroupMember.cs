using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Groups;

/// <summary>One member of a group, with the answers it waits for. Owned by its <see cref="Group"/>.</summary>
internal sealed class GroupMember(string id, string? instanceId, MemberProfile profile)
{
    /// <summary>How long one that has never been in a generation is waited with, whatever its own time-out.</summary>
    private static readonly TimeSpan NewcomerPatience = TimeSpan.FromMinutes(5);

    private TaskCompletionSource<JoinAnswer>? _join;
    private TaskCompletionSource<SyncAnswer>? _sync;
    private TimeSpan _silentSince;
    private bool _isNewcomer = true;

    public string Id { get; private set; } = id;

    public string? InstanceId => instanceId;

    public MemberProfile Profile { get; private set; } = profile;

    /// <summary>What the leader has given it to do.</summary>
    public byte[] Assignment { get; set; } = [];

    public bool AwaitsJoin => _join is not null;

    /// <summary>Whether it has asked for its assignment in this generation.</summary>
    public bool HasSynced { get; private set; }

    /// <summary>When it counts as gone; null while it is the group that lets it wait.</summary>
    public TimeSpan? ExpiresAt => (_isNewcomer, _join ?? (object?)_sync) switch
    {
        (true, _) => _silentSince + NewcomerPatience,
        (_, not null) => null,
        _ => _silentSince + Profile.SessionTimeout,
    };

    /// <summary>Takes note of a sign of life.</summary>
    public void Touch(TimeSpan now) => _silentSince = now;

    public Task<JoinAnswer> Join(MemberProfile profile, TimeSpan now)
    {
        Leave(ErrorCode.RebalanceInProgress); // An earlier request of its own, whose connection it has given up.
        Profile = profile;
        Touch(now);
        _join = new TaskCompletionSource<JoinAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _join.Task;
    }

    public void CompleteJoin(JoinAnswer answer, TimeSpan now)
    {
        _join?.TrySetResult(answer);
        _join = null;
        _isNewcomer = false;
        HasSynced = false;
        Touch(now);
    }

    public Task<SyncAnswer> Sync(TimeSpan now)
    {
        _sync?.TrySetResult(SyncAnswer.Refused(ErrorCode.RebalanceInProgress));
        Touch(now);
        HasSynced = true;
        _sync = new TaskCompletionSource<SyncAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _sync.Task;
    }

    public void CompleteSync(SyncAnswer answer, TimeSpan now)
    {
        if (_sync is not null)
        {
            _sync.TrySetResult(answer);
            _sync = null;
            Touch(now);
        }
    }

    /// <summary>Another process takes this member's place; who still waits under the old id is told so.</summary>
    public void ReplaceBy(string id)
    {
        Leave(ErrorCode.FencedInstanceId);
        Id = id;
    }

    /// <summary>Answers whatever is waited for with an error.</summary>
    public void Leave(ErrorCode reason)
    {
        _join?.TrySetResult(JoinAnswer.Refused(reason, Id));
        _sync?.TrySetResult(SyncAnswer.Refused(reason));
        _join = null;
        _sync = null;
    }
}
