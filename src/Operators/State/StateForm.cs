using System.Text.Json.Serialization;

namespace AkkaStreamProc.Operators.State;

/// <summary>How one state of an operator is written: what a later version of the job must be able to read.</summary>
/// <param name="Kind">What is kept for each key: <c>value</c>, <c>map</c> and so on; <c>operator</c> for what a subtask has as a whole.</param>
/// <param name="Keys">The schema of the keys; empty where there are none.</param>
/// <param name="Values">The schema of the values.</param>
/// <param name="KeyOrder">In which order the members of the keys are hashed, which the schema does not say; <see langword="null"/> where they have none.</param>
internal sealed record StateForm(
    string Kind, string Keys, string Values, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? KeyOrder = null);
