using System.Text.Json.Serialization;

namespace AkkaStreamProc.Operators.Plans;

/// <summary>An edge of a job as it runs.</summary>
/// <param name="Id">The number of the edge in the job; it is the same in the <see cref="LogicalPlan"/>.</param>
/// <param name="From">The name of the operator whose output it is.</param>
/// <param name="Output">Which of its outputs.</param>
/// <param name="OutputName">What that output is for.</param>
/// <param name="To">The name of the operator whose input it is.</param>
/// <param name="Input">Which of its inputs.</param>
/// <param name="FromVertex">The vertex of the one.</param>
/// <param name="ToVertex">The vertex of the other; the same where the edge is chained.</param>
/// <param name="Kind">How records are distributed.</param>
/// <param name="Combines">Whether they are combined before.</param>
/// <param name="Description">The same in words.</param>
internal sealed record PlanEdge(
    int Id, string From, int Output, string OutputName, string To, int Input, int FromVertex, int ToVertex, EdgeKind Kind, bool Combines, string Description)
{
    /// <inheritdoc cref="LogicalEdge.IsTable"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsTable { get; init; }

    /// <summary>Whether there is a channel from a sending subtask to a receiving one.</summary>
    /// <param name="sender">The number of the sending subtask, of <paramref name="senders"/>.</param>
    /// <param name="receiver">The number of the receiving subtask, of <paramref name="receivers"/>.</param>
    /// <param name="senders">How many subtasks send.</param>
    /// <param name="receivers">How many subtasks receive.</param>
    public bool Connects(int sender, int receiver, int senders, int receivers) => Kind switch
    {
        EdgeKind.Forward or EdgeKind.Chained => sender == receiver,
        EdgeKind.Rescale => senders <= receivers ? receiver * senders / receivers == sender : sender * receivers / senders == receiver,
        _ => true,
    };
}
