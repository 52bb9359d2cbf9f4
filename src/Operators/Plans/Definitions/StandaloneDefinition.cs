using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Operators.Plans.Definitions;

/// <summary>An operator that is a step of its own, and how to create it in a subtask.</summary>
internal abstract class StandaloneDefinition(string kind, IReadOnlyList<OperatorPort> inputs, IReadOnlyList<OperatorPort> outputs)
    : OperatorDefinition(kind, inputs, outputs)
{
    /// <param name="context">Its surroundings.</param>
    /// <param name="step">What the plan decided of it.</param>
    public abstract StreamOperator Create(OperatorContext context, PlanStep step);
}
