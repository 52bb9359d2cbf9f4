using AkkaStreamProc.Actors.Checkpoints.Stores;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Subtasks;

namespace AkkaStreamProc.Actors.Checkpoints;

/// <summary>What a coordinator asks of its supervisor after something happened.</summary>
internal enum CheckpointStep
{
    /// <summary>Nothing; it goes on.</summary>
    None,

    /// <summary>Every snapshot is saved: store what else belongs to it, and journal the completion (<see cref="CheckpointCoordinator.Seal"/>, <see cref="CheckpointCoordinator.Journalled"/>).</summary>
    Complete,

    /// <summary>Every sink has confirmed; the checkpoint is over.</summary>
    Confirmed,

    /// <summary>The checkpoint was aborted; more failures are tolerated.</summary>
    Aborted,

    /// <summary>The checkpoint was aborted, and one time too often.</summary>
    FailAttempt,
}

/// <summary>The bookkeeping of the checkpoints of one attempt: one at a time, complete only when every subtask has acknowledged.</summary>
/// <remarks>
/// Plain and pure: the supervisor carries its decisions out. A checkpoint goes Begin → Acknowledge… → Seal → (journal) →
/// Journalled → Confirm…; nobody acts on it before it is journalled, and the next begins after the last is confirmed,
/// so that what sinks have not confirmed is bounded by one epoch.
/// </remarks>
internal sealed class CheckpointCoordinator(IReadOnlyList<SubtaskId> subtasks, int tolerableFailures)
{
    private int _failuresInRow;
    private bool _isSealed;
    private bool _isJournalled;

    /// <summary>The checkpoint on its way, or <see langword="null"/>.</summary>
    public PendingCheckpoint? Pending { get; private set; }

    public bool CanBegin => Pending is null;

    public PendingCheckpoint Begin(long id, CheckpointPurpose purpose, long now)
    {
        if (!CanBegin)
        {
            throw new InvalidOperationException($"Checkpoint {Pending!.Id} is still on its way.");
        }

        _isSealed = false;
        _isJournalled = false;
        return Pending = new PendingCheckpoint(id, purpose, now, subtasks);
    }

    public CheckpointStep Acknowledge(SubtaskId subtask, long id, StoredSnapshot snapshot, SubtaskReport report)
    {
        if (Pending?.Id != id || Pending.IsAcknowledged)
        {
            return CheckpointStep.None;
        }

        Pending.Acknowledge(subtask, snapshot, report);
        return Pending.IsAcknowledged ? CheckpointStep.Complete : CheckpointStep.None;
    }

    /// <summary>The completion is about to be journalled: from here on the checkpoint cannot be aborted any more.</summary>
    public void Seal() => _isSealed = true;

    /// <summary>The completion stands in the journal.</summary>
    public void Journalled()
    {
        _isJournalled = true;
        _failuresInRow = 0;
    }

    public CheckpointStep Confirm(SubtaskId subtask, long id)
    {
        if (Pending?.Id != id || !_isJournalled)
        {
            return CheckpointStep.None;
        }

        Pending.Confirm(subtask);
        if (!Pending.IsConfirmed)
        {
            return CheckpointStep.None;
        }

        Pending = null;
        return CheckpointStep.Confirmed;
    }

    /// <summary>Something could not be stored, or the time is over. A checkpoint whose completion is being journalled cannot be aborted.</summary>
    public CheckpointStep Abort(long id)
    {
        if (Pending?.Id != id || _isSealed)
        {
            return CheckpointStep.None;
        }

        Pending = null;
        return ++_failuresInRow > tolerableFailures ? CheckpointStep.FailAttempt : CheckpointStep.Aborted;
    }
}
