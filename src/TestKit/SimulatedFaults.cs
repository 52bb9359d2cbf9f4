namespace AkkaStreamProc.TestKit;

/// <summary>What may go wrong in a <see cref="JobSimulation"/> besides a crash of everything.</summary>
[Flags]
public enum SimulatedFaults
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A subtask dies while the others live.</summary>
    LostSubtask = 1,

    /// <summary>
    /// A subtask that has settled its sinks is taken for dead and lives on for a while as a zombie: it works, saves, and
    /// writes to its sinks.
    /// </summary>
    Zombie = 2,

    /// <summary>The supervisor dies while its subtasks live on for a while; a new one begins the next attempt beside them.</summary>
    LostSupervisor = 4,

    /// <summary>A message between two subtasks is lost without anybody being told.</summary>
    LostMessage = 8,

    /// <summary>A snapshot cannot be saved, so that its checkpoint is aborted.</summary>
    SaveFailure = 16,

    /// <summary>A snapshot cannot be loaded, so that the attempt fails.</summary>
    LoadFailure = 32,

    /// <summary>The journal cannot be written; whether the event is durable nevertheless is left to chance. The job is submitted again.</summary>
    JournalFailure = 64,

    /// <summary>A deployment or a checkpoint takes longer than it may; what it waited for may still come later.</summary>
    Timeout = 128,

    /// <summary><see cref="SimulationOptions.Disturbance"/>, where there is one.</summary>
    Disturbance = 256,

    /// <summary>All of them.</summary>
    All = LostSubtask | Zombie | LostSupervisor | LostMessage | SaveFailure | LoadFailure | JournalFailure | Timeout | Disturbance,
}
