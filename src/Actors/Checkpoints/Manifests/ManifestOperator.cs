using System.Text.Json.Serialization;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Actors.Checkpoints.Manifests;

/// <summary>What a savepoint has of one operator.</summary>
/// <param name="Vertex">The name of the vertex that it ran in.</param>
/// <param name="Parallelism">How many subtasks that had.</param>
/// <param name="Signature">What the operator must still be to take its state.</param>
/// <param name="States">The names of the states it declared.</param>
/// <param name="Parts">Where everything lies, its counters included.</param>
/// <param name="Form">The signature by its parts, so that it can be said what has changed; missing in savepoints of earlier versions, and where it has no state.</param>
internal sealed record ManifestOperator(
    string Vertex, int Parallelism, string Signature, IReadOnlyList<string> States, IReadOnlyList<ManifestPart> Parts,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] OperatorForm? Form = null);
