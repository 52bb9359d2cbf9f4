using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Subtasks;

namespace AkkaStreamProc.Actors.Jobs.Phases;

/// <summary>What reaches a phase besides the messages of subtasks: something that was begun beside the run has ended.</summary>
internal static class JobSignal
{
    /// <summary>The subtasks of earlier supervisors are closed.</summary>
    public sealed record PredecessorsClosed;

    /// <summary>The retained checkpoints have been read.</summary>
    public sealed record Inspected;

    /// <summary>The enumerator of a source has failed.</summary>
    public sealed record EnumeratorFailed(int Attempt, Exception Cause) : SubtaskProtocol.IOfAttempt;

    /// <summary>The enumerator of a source wants a checkpoint before its time.</summary>
    public sealed record EnumeratorWantsCheckpoint(int Attempt) : SubtaskProtocol.IOfAttempt;

    /// <summary>The manifest of a savepoint is in its directory, where savepoints have one.</summary>
    public sealed record ManifestStored(int Attempt, CompletedCheckpoint Savepoint) : SubtaskProtocol.IOfAttempt;

    /// <summary>The manifest of a savepoint could not be stored.</summary>
    public sealed record ManifestNotStored(int Attempt, long CheckpointId, Exception Cause) : SubtaskProtocol.IOfAttempt;
}
