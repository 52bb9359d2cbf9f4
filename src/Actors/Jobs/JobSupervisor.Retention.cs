using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Subtasks;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>Deletes the snapshots of subtasks that are no more; those that live delete their own.</summary>
internal sealed partial class JobSupervisor
{
    /// <summary>The job runs with fewer subtasks than some checkpoint that was kept until now.</summary>
    private void DeleteOfVanished(IReadOnlyList<CompletedCheckpoint> before)
    {
        foreach (var (vertex, index, obsolete) in CheckpointRetention.ObsoleteOfVanished(before, _history.Checkpoints))
        {
            DeleteUpTo(obsolete.Below - 1, vertex, index);
            foreach (var id in obsolete.Ids)
            {
                SnapshotStore.Tell(new DeleteSnapshot(new SnapshotMetadata(SubtaskAddress.PersistenceIdOf(_job, vertex, index), id, DateTime.MinValue)));
            }
        }
    }

    /// <summary>The job was discarded: what begins now may have other subtasks, or fewer.</summary>
    private void DeleteAll(JobHistory discarded)
    {
        foreach (var (vertex, index) in CheckpointRetention.Subtasks(discarded.Checkpoints))
        {
            DeleteUpTo(discarded.ReservedUpTo, vertex, index);
        }
    }

    private void DeleteUpTo(long checkpointId, string vertex, int index) => SnapshotStore.Tell(
        new DeleteSnapshots(SubtaskAddress.PersistenceIdOf(_job, vertex, index), new SnapshotSelectionCriteria(checkpointId, DateTime.MaxValue)));

    private void OnNotDeleted(object failure) =>
        _log.Warning("The snapshot store did not delete snapshots of the job {0} that nobody needs: {1}", _job, failure);
}
