namespace AkkaStreamProc.Operators.Plans;

/// <summary>A connection between an output of one operator and an input of another.</summary>
/// <param name="Id">Its number in the job, which tells edges apart that connect the same two ports.</param>
/// <param name="From">The name of the operator whose output it is.</param>
/// <param name="Output">Which of its outputs.</param>
/// <param name="To">The name of the operator whose input it is.</param>
/// <param name="Input">Which of its inputs.</param>
/// <param name="Partitioning">How records are distributed.</param>
/// <param name="Combined">How, where they may be combined before; <see langword="null"/> where they may not.</param>
internal sealed record LogicalEdge(int Id, string From, int Output, string To, int Input, Partitioning Partitioning, Partitioning? Combined = null)
{
    /// <summary>Whether it fills a table that is loaded before what is joined with it is read; nothing of it counts for event time.</summary>
    public bool IsTable { get; init; }
}
