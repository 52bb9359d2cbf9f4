namespace AkkaStreamProc;

/// <summary>Which state of a running job is read.</summary>
public enum StateReading
{
    /// <summary>
    /// As it is now, read by the subtask that owns the key between two calls of its function. What was read may be taken
    /// back: after a failure the job continues from a checkpoint that does not have it yet.
    /// </summary>
    Live,

    /// <summary>
    /// As it was at the last completed checkpoint: of one moment for all keys and all operators, and never taken back.
    /// </summary>
    LastCheckpoint,
}
