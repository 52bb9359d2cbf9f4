namespace AkkaStreamProc.Operators.Plans;

/// <summary>How the records of an edge are distributed over the subtasks of the next operator.</summary>
internal enum EdgeKind
{
    /// <summary>To the operator of the same subtask, without leaving it.</summary>
    Chained,

    /// <summary>To the subtask of the same number.</summary>
    Forward,

    /// <summary>To every subtask in turn.</summary>
    Rebalance,

    /// <summary>To every subtask.</summary>
    Broadcast,

    /// <summary>To the subtask that owns the key group of the record's key.</summary>
    Hash,

    /// <summary>In turn to the subtasks that belong to this one: each of the larger number belongs to one of the smaller.</summary>
    Rescale,

    /// <summary>To the first subtask.</summary>
    Global,

    /// <summary>To the subtask that the user's function says.</summary>
    Custom,
}
