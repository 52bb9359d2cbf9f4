namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>What a subtask does with its time.</summary>
internal enum SubtaskActivity
{
    /// <summary>It has nothing to do.</summary>
    Idle,

    /// <summary>It works, or waits for its turn.</summary>
    Busy,

    /// <summary>What follows takes nothing: a channel has no credit, or a sink is not ready.</summary>
    Blocked,
}
