using System.Text.Json.Serialization;

namespace AkkaStreamProc.Operators.Plans;

/// <summary>Operators that run as one, in as many subtasks as their parallelism says.</summary>
/// <param name="Id">Its number in the plan.</param>
/// <param name="Parallelism">How many subtasks it has.</param>
/// <param name="Steps">What runs in each, every step behind what feeds it.</param>
internal sealed record PlanVertex(int Id, int Parallelism, IReadOnlyList<PlanStep> Steps)
{
    /// <summary>The name of its first operator.</summary>
    public string Name => Steps[0].Operators[0].Name;

    /// <summary>Its operators, every one behind what feeds it.</summary>
    [JsonIgnore]
    public IEnumerable<PlanOperator> Operators => Steps.SelectMany(s => s.Operators);

    public bool IsSource => Steps[0].Operators[0].Role == OperatorRole.Source;
}
