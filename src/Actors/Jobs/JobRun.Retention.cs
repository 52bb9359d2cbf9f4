using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Jobs.Journal;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>Deletes the snapshots of subtasks that are no more; those that live delete their own.</summary>
internal sealed partial class JobRun
{
    /// <summary>The job runs with fewer subtasks than some checkpoint that was kept until now.</summary>
    private void DeleteOfVanished(IReadOnlyList<CompletedCheckpoint> before)
    {
        foreach (var (vertex, index, obsolete) in CheckpointRetention.ObsoleteOfVanished(before, History.Checkpoints))
        {
            environment.DeleteSnapshots(vertex, index, obsolete);
        }
    }

    /// <summary>Whether a savepoint may have left something behind: in an earlier attempt, or because it was aborted.</summary>
    private bool _mayHaveLeftovers;

    /// <summary>Objects of checkpoints that are retained stay; all others up to the last one go.</summary>
    private void CollectObjects()
    {
        if (History.Branch is { } branch)
        {
            environment.CollectObjects(branch, History.Checkpoints.Select(c => c.Id).ToHashSet(), History.Last?.Id ?? 0, _mayHaveLeftovers);
            _mayHaveLeftovers = false;
        }
    }

    /// <summary>The job was discarded: what begins now may have other subtasks, or fewer.</summary>
    private void DeleteAll(JobHistory discarded)
    {
        foreach (var (vertex, index) in CheckpointRetention.Subtasks(discarded.Checkpoints))
        {
            environment.DeleteSnapshots(vertex, index, new ObsoleteCheckpoints(discarded.ReservedUpTo + 1, []));
        }

        if (discarded.Branch is { } branch)
        {
            environment.CollectObjects(branch, new HashSet<long>(), discarded.ReservedUpTo, withSavepoints: true);
        }
    }
}
