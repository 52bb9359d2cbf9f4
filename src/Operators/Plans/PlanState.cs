using System.Text.Json.Serialization;

namespace AkkaStreamProc.Operators.Plans;

/// <summary>One state of an operator as it runs.</summary>
/// <param name="Name">The name it is addressed by in snapshots.</param>
/// <param name="Type">What it holds, in words.</param>
/// <param name="Detail">What the plan adds; may change between two starts.</param>
/// <param name="IsKeyed">Whether it is divided by key group; otherwise every subtask has one of its own.</param>
internal sealed record PlanState(string Name, string Type, string Detail, bool IsKeyed)
{
    /// <summary>Whether every subtask needs what all former ones have written, also where there are as many as before.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsNeededWhole { get; init; }
}
