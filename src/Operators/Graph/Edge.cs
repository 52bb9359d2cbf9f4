namespace AkkaStreamProc.Operators.Graph;

/// <summary>A connection between an output of one operator and the input of another.</summary>
internal sealed record Edge(OperatorNode From, int Output, OperatorNode To, Partitioning Partitioning)
{
    /// <summary>Whether both ends run in the same subtask.</summary>
    public bool IsChained =>
        Partitioning.IsChainable && From.Parallelism == To.Parallelism && To.Inputs.Count == 1 && To.IsChainable;
}
