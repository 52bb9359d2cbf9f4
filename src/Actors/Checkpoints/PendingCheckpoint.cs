using AkkaStreamProc.Actors.Checkpoints.Stores;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Subtasks;

namespace AkkaStreamProc.Actors.Checkpoints;

/// <summary>A checkpoint on its way: who has acknowledged it, and after its completion who has confirmed it.</summary>
internal sealed class PendingCheckpoint(long id, CheckpointPurpose purpose, long triggeredAt, IReadOnlyList<SubtaskId> subtasks)
{
    private readonly HashSet<SubtaskId> _unacknowledged = [.. subtasks];
    private readonly HashSet<SubtaskId> _unconfirmed = [.. subtasks];
    private readonly Dictionary<SubtaskId, SubtaskReport> _reports = [];
    private readonly Dictionary<SubtaskId, StoredSnapshot> _snapshots = [];

    public long Id => id;

    public CheckpointPurpose Purpose => purpose;

    public bool IsSavepoint => purpose is CheckpointPurpose.Savepoint or CheckpointPurpose.Stop;

    /// <summary>A timestamp of <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long TriggeredAt => triggeredAt;

    public long Bytes => _snapshots.Values.Sum(s => s.Length);

    /// <summary>What the subtasks have stored.</summary>
    public IReadOnlyDictionary<SubtaskId, StoredSnapshot> Snapshots => _snapshots;

    /// <summary>Whether every snapshot is saved.</summary>
    public bool IsAcknowledged => _unacknowledged.Count == 0;

    /// <summary>Whether everything outside that depends on it is done.</summary>
    public bool IsConfirmed => _unconfirmed.Count == 0;

    public IReadOnlyDictionary<SubtaskId, SubtaskReport> Reports => _reports;

    public IReadOnlyCollection<SubtaskId> Unacknowledged => _unacknowledged;

    public void Acknowledge(SubtaskId subtask, StoredSnapshot snapshot, SubtaskReport report)
    {
        if (_unacknowledged.Remove(subtask))
        {
            _snapshots[subtask] = snapshot;
            _reports[subtask] = report;
        }
    }

    /// <summary>A subtask has confirmed. One that has not acknowledged cannot.</summary>
    public void Confirm(SubtaskId subtask)
    {
        if (IsAcknowledged)
        {
            _unconfirmed.Remove(subtask);
        }
    }
}
