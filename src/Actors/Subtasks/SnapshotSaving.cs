using AkkaStreamProc.Actors.Checkpoints.Stores;
using AkkaStreamProc.Actors.Exchange;

namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>The snapshots of a subtask on their way into the store: acknowledged when the store has them, and not before.</summary>
/// <remarks>Plain and single-threaded; the messages it has for the supervisor go through <paramref name="tell"/>.</remarks>
internal sealed class SnapshotSaving(SubtaskId id, int attempt, Action<object> tell)
{
    private readonly Dictionary<long, (SubtaskReport Report, StoredSnapshot Snapshot)> _saving = [];

    /// <summary>A snapshot is written, and handed to the store now.</summary>
    public void Begin(long checkpointId, StoredSnapshot snapshot, SubtaskReport report, Action save)
    {
        _saving[checkpointId] = (report, snapshot);
        save();
    }

    /// <summary>The store has it.</summary>
    public void Saved(long checkpointId)
    {
        if (_saving.Remove(checkpointId, out var saved))
        {
            tell(new SubtaskProtocol.Acknowledged(id, attempt, checkpointId, saved.Snapshot, saved.Report));
        }
    }

    /// <summary>It could not be written, or the store could not take it.</summary>
    public void Failed(long checkpointId, Exception cause)
    {
        _saving.Remove(checkpointId);
        tell(new SubtaskProtocol.Declined(id, attempt, checkpointId, cause));
    }
}
