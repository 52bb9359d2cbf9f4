using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Jobs.Journal;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>Deletes what nobody needs any more: objects of checkpoints, and the snapshots of subtasks that are no more. Those that live delete their own.</summary>
internal sealed class SnapshotRetention(JobContext context)
{
    /// <summary>Whether a savepoint may have left something behind: in an earlier attempt, or because it was aborted.</summary>
    private bool _mayHaveLeftovers;

    public void ExpectLeftovers() => _mayHaveLeftovers = true;

    /// <summary>A checkpoint is complete, and with it others need not be kept.</summary>
    /// <returns>What the subtasks that live are to delete.</returns>
    public ObsoleteCheckpoints Retain(int count)
    {
        var before = context.History.Checkpoints.SkipLast(1).ToList();
        context.History = context.History.Retain(count);
        var kept = context.History.Checkpoints;
        foreach (var (vertex, index, obsolete) in CheckpointRetention.ObsoleteOfVanished(before, kept))
        {
            context.Environment.DeleteSnapshots(vertex, index, obsolete);
        }

        CollectObjects();
        return CheckpointRetention.Obsolete(before, kept);
    }

    /// <summary>The job was discarded: what begins now may have other subtasks, or fewer.</summary>
    public void DeleteAll(JobHistory discarded)
    {
        foreach (var (vertex, index) in CheckpointRetention.Subtasks(discarded.Checkpoints))
        {
            context.Environment.DeleteSnapshots(vertex, index, new ObsoleteCheckpoints(discarded.ReservedUpTo + 1, []));
        }

        if (discarded.Branch is { } branch)
        {
            context.Environment.CollectObjects(branch, new HashSet<long>(), discarded.ReservedUpTo, withSavepoints: true);
        }
    }

    /// <summary>Objects of checkpoints that are retained stay; all others up to the last one go.</summary>
    private void CollectObjects()
    {
        var history = context.History;
        if (history.Branch is { } branch)
        {
            context.Environment.CollectObjects(branch, history.Checkpoints.Select(c => c.Id).ToHashSet(), history.Last?.Id ?? 0, _mayHaveLeftovers);
            _mayHaveLeftovers = false;
        }
    }
}
