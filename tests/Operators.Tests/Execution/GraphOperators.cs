using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Operators.Tests.Execution;

/// <summary>Single operators of a built job.</summary>
internal static class GraphOperators
{
    /// <summary>What a subtask runs for an operator.</summary>
    public static StreamOperator Create(this JobGraph graph, string name, OperatorContext context) => graph.Create(graph.StepOf(name), context);

    /// <summary>The step of the plan that an operator is in.</summary>
    public static PlanStep StepOf(this JobGraph graph, string name) =>
        graph.Plan.Vertices.SelectMany(v => v.Steps).Single(s => s.Operators.Any(o => o.Name == name));
}
