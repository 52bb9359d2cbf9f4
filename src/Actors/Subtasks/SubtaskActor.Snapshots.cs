using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Checkpoints.Manifests;
using AkkaStreamProc.Actors.Checkpoints.Stores;
using AkkaStreamProc.Actors.Telemetry;
using AkkaStreamProc.Operators.KillPoints;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>The subtask's dealings with the snapshot store.</summary>
internal sealed partial class SubtaskActor
{
    private readonly Queue<FormerSubtask> _loading = new();
    private SnapshotSaving? _saving;
    private SnapshotDeletion? _deletion;

    private SnapshotDeletion Deletion => _deletion ??= new SnapshotDeletion(request => SnapshotStore.Tell(request));

    private void OnSnapshotMessage(object message)
    {
        switch (message)
        {
            case SnapshotWritten { Freeze: var freeze } written:
                KillSwitch.Pass(KillPoint.SnapshotWritten);
                freeze.Release();
                _saving!.Begin(freeze.CheckpointId, written.Snapshot, written.Report, () => Store(freeze.CheckpointId, written.Stored));
                break;
            case SnapshotNotWritten { Freeze: var freeze, Cause: var cause }:
                freeze.Release();
                _saving!.Failed(freeze.CheckpointId, cause);
                break;
            case SaveSnapshotSuccess { Metadata.SequenceNr: var id }:
                KillSwitch.Pass(KillPoint.SnapshotSaved);
                _saving!.Saved(id);
                break;
            case SaveSnapshotFailure { Metadata.SequenceNr: var id, Cause: var cause }:
                _saving!.Failed(id, cause);
                break;
            case LoadSnapshotResult result when _loading.TryPeek(out var former):
                Resolve(former, result.Snapshot);
                break;
            case SnapshotLoaded loaded:
                _loading.Dequeue();
                _gathering!.Add(loaded.Former, loaded.SequenceNr, loaded.Content);
                LoadNext();
                OpenWhenGathered();
                break;
            case LoadSnapshotFailed failed:
                throw new SnapshotException($"The snapshot store cannot read checkpoint {_address.CheckpointId} of {_address.Job}/{_loading.Peek()}: {failed.Cause.Message}", failed.Cause) { IsTransient = true };
            case DeleteSnapshotSuccess:
                Deletion.Answered();
                break;
            case DeleteSnapshotFailure or DeleteSnapshotsFailure:
                _log.Write(_address.Job, JobNotices.SnapshotNotDeleted.With($"The snapshot store did not delete an old snapshot of {PersistenceId}; it stays until the next deletion: {message}"));
                if (message is DeleteSnapshotFailure)
                {
                    Deletion.Answered();
                }

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

        Deletion.Add(PersistenceId, completed.Obsolete.Ids);
    }

    /// <summary>
    /// Snapshots are asked of the store one after the other, because its answers do not say whose snapshot is missing.
    /// </summary>
    private void LoadNext()
    {
        if (!_loading.TryPeek(out var former))
        {
            return;
        }

        if (_deploy!.Heritage.Savepoint is { } savepoint)
        {
            LoadFrom(savepoint, former);
        }
        else
        {
            LoadSnapshot(
                SubtaskAddress.PersistenceIdOf(_address.Job, former.Vertex, former.Index),
                new SnapshotSelectionCriteria(_address.CheckpointId, DateTime.MaxValue, _address.CheckpointId),
                _address.CheckpointId);
        }
    }

    /// <summary>Opens the snapshot of a savepoint in its directory, wherever that was copied to.</summary>
    private void LoadFrom(string address, FormerSubtask former)
    {
        var checkpointId = _address.CheckpointId;
        Task.Run(() => _node.Storage.SavepointAt(address).Open(former)).PipeTo(
            Self,
            success: content => new SnapshotLoaded(former, checkpointId, content),
            failure: cause => new FailureReported(cause));
    }

    /// <summary>Opens the file of a large snapshot on the thread pool; the small ones are there.</summary>
    private void Resolve(FormerSubtask former, SelectedSnapshot? selected)
    {
        if (selected is not { Snapshot: byte[] stored, Metadata.SequenceNr: var sequenceNr })
        {
            Self.Tell(new SnapshotLoaded(former, 0, null));
            return;
        }

        Task.Run(() => _node.Storage.Open(stored, $"checkpoint {sequenceNr} of {_address.Job}/{former}")).PipeTo(
            Self,
            success: content => new SnapshotLoaded(former, sequenceNr, content),
            failure: cause => new FailureReported(cause));
    }

    /// <summary>Gives the snapshot store what it is to hold; of a savepoint in a directory it holds nothing.</summary>
    private void Store(long checkpointId, byte[]? stored)
    {
        if (stored is null)
        {
            _saving!.Saved(checkpointId);
        }
        else
        {
            SnapshotStore.Tell(new SaveSnapshot(new SnapshotMetadata(PersistenceId, checkpointId, _node.Time.GetUtcNow().UtcDateTime), stored));
        }
    }

    private (StoredSnapshot Snapshot, byte[]? Stored) Write(SnapshotHeader header, SubtaskFreeze freeze)
    {
        using var spool = _node.Storage.Create(header, _deploy!.Heritage.Branch, freeze.IsSavepoint);
        var parts = SubtaskSnapshot.WriteTo(spool, header, freeze);
        return (new StoredSnapshot(spool.Length, spool.Hash, parts), spool.Complete());
    }

    /// <summary>A disk that is full is a matter of this checkpoint; state that cannot be written is one of the job.</summary>
    private static bool IsStorageFailure(Exception cause) =>
        cause is AggregateException { InnerException: { } inner } ? IsStorageFailure(inner) : cause is IOException or UnauthorizedAccessException;

    private sealed record SnapshotWritten(SubtaskFreeze Freeze, SubtaskReport Report, StoredSnapshot Snapshot, byte[]? Stored);

    private sealed record SnapshotNotWritten(SubtaskFreeze Freeze, Exception Cause);

    private sealed record SnapshotLoaded(FormerSubtask Former, long SequenceNr, ISnapshotContent? Content);
}
