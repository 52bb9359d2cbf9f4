using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Plans.Rules;

namespace AkkaStreamProc.Operators.Plans;

/// <summary>Turns a job as it was declared into one as it runs. Pure.</summary>
internal static class Planner
{
    /// <summary>Each decides one thing, on the ground of those before it.</summary>
    private static readonly Func<PlanDraft, PlanDraft>[] Rules =
        [ParallelismRule.Apply, CombineRule.Apply, TimeRule.Apply, ChainRule.Apply, FuseRule.Apply];

    /// <exception cref="StreamProcessingException">The job cannot run as it is declared.</exception>
    public static ExecutionPlan Plan(LogicalPlan plan, string fingerprint)
    {
        TableVerification.Verify(plan);
        var draft = Rules.Aggregate(new PlanDraft(plan), (decided, rule) => rule(decided));
        var changing = ResultOrigins.Of(
            plan.Operators.Select(op => op.Name),
            name => plan[name].Definition.ResultChanges,
            name => plan.InputsOf(name).Where(edge => edge.Output == 0).Select(edge => edge.From));
        var vertexOf = draft.Vertices.SelectMany((operators, id) => operators.Select(op => (op, id))).ToDictionary(o => o.op, o => o.id);
        return new ExecutionPlan(
            plan.Job,
            fingerprint,
            plan.MaxParallelism,
            [.. draft.Steps.Select((steps, id) => new PlanVertex(id, draft.Parallelism[steps[0][0]], [.. steps.Select(step => StepOf(draft, step))]))],
            [.. plan.Edges.Select(edge => EdgeOf(draft, edge, vertexOf, changing))]);
    }

    private static PlanStep StepOf(PlanDraft draft, IReadOnlyList<string> step) => new(
        [.. step.Select(op => OperatorOf(draft.Logical, draft.Logical[op]))],
        draft.CarriesTime.Contains(step[^1]),
        draft.Points.GetValueOrDefault(step[0], []));

    private static PlanEdge EdgeOf(PlanDraft draft, LogicalEdge edge, Dictionary<string, int> vertexOf, IReadOnlyDictionary<string, string> changing)
    {
        var partitioning = draft.Partitionings[edge.Id];
        return new PlanEdge(
            edge.Id,
            edge.From,
            edge.Output,
            draft.Logical[edge.From].Definition.Outputs[edge.Output].Name,
            edge.To,
            edge.Input,
            vertexOf[edge.From],
            vertexOf[edge.To],
            draft.Chained.Contains(edge.Id) ? EdgeKind.Chained : partitioning.Kind,
            partitioning == edge.Combined,
            edge.Output == 0 && changing.ContainsKey(edge.From) ? $"{partitioning} of changes" : edge.IsTable ? $"{partitioning} into a table" : partitioning.ToString()!)
        {
            IsTable = edge.IsTable,
        };
    }

    private static PlanOperator OperatorOf(LogicalPlan plan, LogicalOperator op)
    {
        var definition = op.Definition;
        return new PlanOperator(
            op.Name,
            plan.OrdinalOf(op.Name),
            definition.Kind,
            definition.Role,
            TypeNames.Of(definition.ResultType),
            op.ErrorPolicy,
            op.ErrorPolicy != definition.DefaultErrorPolicy,
            definition is SinkDefinition { WritesOnce: true },
            [.. definition.States.Select(s => new PlanState(s.Name, s.Holds, s.Detail, s.IsKeyed) { IsNeededWhole = s.IsNeededWhole })],
            JobShape.StateOf(plan, op));
    }
}
