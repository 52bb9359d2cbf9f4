using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>The subtask's dealings with the snapshot store.</summary>
internal sealed partial class SubtaskActor
{
    private readonly Dictionary<long, (SubtaskReport Report, long Bytes)> _saving = [];
    private readonly Queue<int> _loading = new();

    private void OnSnapshotMessage(object message)
    {
        switch (message)
        {
            case SnapshotWritten { Freeze: var freeze, Report: var report, Bytes: var bytes }:
                freeze.Release();
                _saving[freeze.CheckpointId] = (report, bytes.Length);
                SnapshotStore.Tell(new SaveSnapshot(
                    new SnapshotMetadata(PersistenceId, freeze.CheckpointId, _time.GetUtcNow().UtcDateTime), bytes));
                break;
            case SaveSnapshotSuccess { Metadata.SequenceNr: var id } when _saving.Remove(id, out var saved):
                Tell(new SubtaskProtocol.Acknowledged(_deploy!.Id, _address.Attempt, id, saved.Bytes, saved.Report));
                break;
            case SaveSnapshotFailure { Metadata.SequenceNr: var id, Cause: var cause } when _saving.Remove(id):
                Tell(new SubtaskProtocol.Declined(_deploy!.Id, _address.Attempt, id, cause));
                break;
            case LoadSnapshotResult result when _loading.TryDequeue(out var old):
                _gathering!.Add(old, result.Snapshot?.Metadata.SequenceNr ?? 0, result.Snapshot?.Snapshot as byte[]);
                LoadNext();
                OpenWhenGathered();
                break;
            case LoadSnapshotFailed failed:
                throw new SnapshotException($"The snapshot store cannot read checkpoint {_address.CheckpointId} of {_address.Job}/{_address.Vertex}: {failed.Cause.Message}", failed.Cause);
            case DeleteSnapshotFailure or DeleteSnapshotsFailure:
                _log.Warning("The snapshot store did not delete an old snapshot of {0}; it stays until the next deletion: {1}", PersistenceId, message);
                break;
        }
    }

    private void OnCheckpointCompleted(SubtaskProtocol.CompleteCheckpoint completed)
    {
        _subtask!.CompleteCheckpoint(
            completed.CheckpointId,
            () => Tell(new SubtaskProtocol.Committed(_deploy!.Id, _address.Attempt, completed.CheckpointId)));
        if (completed.Obsolete.Below > 1)
        {
            DeleteSnapshots(new SnapshotSelectionCriteria(completed.Obsolete.Below - 1, DateTime.MaxValue));
        }

        foreach (var id in completed.Obsolete.Ids)
        {
            DeleteSnapshot(id);
        }
    }

    /// <summary>
    /// Snapshots are asked of the store one after the other, because its answers do not say whose snapshot is missing.
    /// </summary>
    private void LoadNext()
    {
        if (_loading.TryPeek(out var oldIndex))
        {
            LoadSnapshot(
                SubtaskAddress.PersistenceIdOf(_address.Job, _address.Vertex, oldIndex),
                new SnapshotSelectionCriteria(_address.CheckpointId, DateTime.MaxValue, _address.CheckpointId),
                _address.CheckpointId);
        }
    }

    private sealed record SnapshotWritten(SubtaskFreeze Freeze, SubtaskReport Report, byte[] Bytes);
}
