using System.Text.Json.Serialization;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Actors.Checkpoints;

/// <summary>Where a checkpoint has the state of one operator: in the snapshots of the subtasks of the vertex that it ran in.</summary>
/// <param name="Vertex">The name of the vertex. It names its first operator, so it changes with the chaining.</param>
/// <param name="Parallelism">How many subtasks it had.</param>
/// <param name="States">The names of the states the operator declared; none for an operator that has counters only.</param>
/// <param name="Signature">What the operator must still be to take its state (<see cref="Operators.Plans.PlanOperator.Signature"/>).</param>
/// <param name="Form">The same by its parts, so that it can be said what has changed; missing in checkpoints of earlier versions, and where it has no state.</param>
internal sealed record OperatorPlace(
    string Vertex,
    int Parallelism,
    IReadOnlyList<string> States,
    string Signature = "",
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] OperatorForm? Form = null)
{
    /// <summary>Those of the states that are not taken. Not stored.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Dropped { get; init; } = [];
}
