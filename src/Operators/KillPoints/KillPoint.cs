namespace AkkaStreamProc.Operators.KillPoints;

/// <summary>The places between two steps of the protocols where a process can be made to die, in the order of a job's life.</summary>
/// <remarks>
/// A crash at any of them must neither lose nor double anything; <c>docs/chaos.md</c> tells how that is tried. Those of
/// sinks are for the sinks of any connector.
/// </remarks>
public enum KillPoint
{
    /// <summary>The data directory is taken, the store not yet opened.</summary>
    DirectoryTaken,

    /// <summary>The job stands in the journal for the first time, no attempt of it does.</summary>
    JobSubmitted,

    /// <summary>An attempt and its reserved checkpoint ids are journalled, nothing is deployed.</summary>
    AttemptJournalled,

    /// <summary>A subtask has read the snapshots it is restored from, and opened nothing.</summary>
    SnapshotsLoaded,

    /// <summary>A sink has locked its predecessors out, and read no marker.</summary>
    SinkFenced,

    /// <summary>A sink has read the marker behind the fence, and settled nothing.</summary>
    MarkerRead,

    /// <summary>A missing epoch is written again from the outbox, its transaction is open.</summary>
    OutboxWritten,

    /// <summary>A sink has written the first marker of a new life.</summary>
    SinkFounded,

    /// <summary>A sink has settled all it inherited, and nobody knows.</summary>
    SinkSettled,

    /// <summary>A subtask is restored, the supervisor does not know.</summary>
    SubtaskRestored,

    /// <summary>Every subtask is restored, none is started.</summary>
    AttemptRestored,

    /// <summary>The job runs and has read something.</summary>
    JobRunning,

    /// <summary>More checkpoint ids are reserved, none of them used.</summary>
    CheckpointIdsReserved,

    /// <summary>The sources are told to begin a checkpoint.</summary>
    CheckpointTriggered,

    /// <summary>A barrier has come in on every channel of a subtask, whose state is not frozen.</summary>
    BarrierAligned,

    /// <summary>State is frozen, the barrier is not forwarded.</summary>
    StateFrozen,

    /// <summary>The barrier is forwarded, nothing is saved.</summary>
    BarrierForwarded,

    /// <summary>A sink has flushed its epoch and sealed the outbox, which no snapshot holds yet.</summary>
    SinkPrepared,

    /// <summary>A snapshot is written out, the snapshot store does not have it.</summary>
    SnapshotWritten,

    /// <summary>The snapshot store has a snapshot, the supervisor does not know.</summary>
    SnapshotSaved,

    /// <summary>Some but not all snapshots are acknowledged.</summary>
    SnapshotAcknowledged,

    /// <summary>All snapshots are acknowledged, the completion is not journalled.</summary>
    AllAcknowledged,

    /// <summary>The completion is journalled, nobody knows.</summary>
    CompletionJournalled,

    /// <summary>Every subtask is told to commit.</summary>
    CommitTold,

    /// <summary>A sink knows that it may commit, and has done nothing.</summary>
    CommitBegun,

    /// <summary>The marker is in the transaction, the commit is not asked for.</summary>
    MarkerSent,

    /// <summary>The commit is on its way to the brokers, there is no answer.</summary>
    CommitSent,

    /// <summary>The brokers have committed, the sink remembers the epoch.</summary>
    CommitAnswered,

    /// <summary>A transaction was lost and what became of it is found out, its epoch is not settled.</summary>
    LossResolved,

    /// <summary>The sink has forgotten the epoch, the supervisor does not know.</summary>
    EpochForgotten,

    /// <summary>All sinks have confirmed a checkpoint, the next is not begun.</summary>
    CheckpointConfirmed,

    /// <summary>A stop is asked for, its savepoint is not begun.</summary>
    StopRequested,

    /// <summary>The manifest of a savepoint is in its directory, the completion is not journalled.</summary>
    ManifestStored,

    /// <summary>The savepoint to stop with is confirmed, the end is not journalled.</summary>
    StopConfirmed,

    /// <summary>The end is journalled, the subtasks are not closed.</summary>
    EndJournalled,

    /// <summary>Every subtask is closed, the process still there.</summary>
    JobClosed,
}
