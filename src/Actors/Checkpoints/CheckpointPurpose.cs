namespace AkkaStreamProc.Actors.Checkpoints;

/// <summary>Why a checkpoint is taken, which decides what follows it.</summary>
internal enum CheckpointPurpose
{
    /// <summary>Its time has come.</summary>
    Periodic,

    /// <summary>Somebody asked for a savepoint.</summary>
    Savepoint,

    /// <summary>The job ends behind it: the sources read nothing more.</summary>
    Stop,

    /// <summary>All input has ended, and the job is finished when its sinks have confirmed.</summary>
    Final,
}
