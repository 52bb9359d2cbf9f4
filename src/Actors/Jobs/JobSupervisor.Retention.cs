using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Actors.Telemetry;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>Deletes snapshots of other actors, which the persistence API knows of its own only.</summary>
internal sealed partial class JobSupervisor
{
    private SnapshotDeletion? _deletion;

    private SnapshotDeletion Deletion => _deletion ??= new SnapshotDeletion(request => SnapshotStore.Tell(request));

    void IJobEnvironment.DeleteSnapshots(string vertex, int index, ObsoleteCheckpoints obsolete)
    {
        var owner = SubtaskAddress.PersistenceIdOf(_job, vertex, index);
        SnapshotStore.Tell(new DeleteSnapshots(owner, new SnapshotSelectionCriteria(obsolete.Below - 1, DateTime.MaxValue)));
        Deletion.Add(owner, obsolete.Ids);
    }

    void IJobEnvironment.CollectObjects(Guid branch, IReadOnlySet<long> retained, long upTo, bool withSavepoints)
    {
        var self = Self;
        Task.Run(() =>
            {
                _storage.Collect(_job, branch, retained, upTo);
                if (withSavepoints)
                {
                    _storage.CollectSavepoints(_job, branch, retained, upTo);
                }
            })
            .ContinueWith(t => self.Tell(new FilesNotDeleted(t.Exception!.InnerException!)), TaskContinuationOptions.OnlyOnFaulted);
    }

    private void OnNotDeleted(object failure) =>
        _log.Write(_job, JobNotices.SnapshotsNotDeleted.With($"Snapshots of the job {_job} that nobody needs were not deleted: {failure}"));

    private sealed record FilesNotDeleted(Exception Cause);
}
