namespace AkkaStreamProc.Operators.Graph;

/// <summary>A connection between an output of one operator and the input of another.</summary>
/// <param name="From">Whose output it is.</param>
/// <param name="Output">Which of its outputs.</param>
/// <param name="To">Whose input it is.</param>
/// <param name="Input">Which of its inputs; tells edges apart that connect the same two operators.</param>
/// <param name="Partitioning">How records are distributed.</param>
internal sealed record Edge(OperatorNode From, int Output, OperatorNode To, int Input, Partitioning Partitioning)
{
    /// <summary>Whether both ends run in the same subtask.</summary>
    public bool IsChained =>
        Partitioning.IsChainable && From.Parallelism == To.Parallelism && To.Inputs.Count == 1 && To.IsChainable;
}
