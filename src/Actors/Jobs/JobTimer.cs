namespace AkkaStreamProc.Actors.Jobs;

/// <summary>What the run of a job waits for by the clock; one timer of each kind at a time.</summary>
internal enum JobTimerKind
{
    /// <summary>The subtasks of an attempt have had time enough to arrive; those that have not are sent for again.</summary>
    Arrival,

    /// <summary>The subtasks of an attempt have had time enough to start.</summary>
    Deployment,

    /// <summary>The delay after a failure is over.</summary>
    Restart,

    /// <summary>Whoever asked for an end, a savepoint or a start has waited long enough, and is told what for.</summary>
    Answer,

    /// <summary>The next checkpoint is due.</summary>
    Checkpoint,

    /// <summary>A checkpoint has had time enough.</summary>
    CheckpointTimeout,
}

/// <summary>A timer of one attempt, and of one checkpoint where it concerns one.</summary>
internal readonly record struct JobTimer(JobTimerKind Kind, int Attempt, long CheckpointId = 0);
