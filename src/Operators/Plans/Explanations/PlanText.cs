using System.Text;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Plans.Definitions;

namespace AkkaStreamProc.Operators.Plans.Explanations;

/// <summary>Writes a plan for people.</summary>
internal static class PlanText
{
    public static string Of(ExecutionPlan plan)
    {
        var text = new StringBuilder();
        text.AppendLine($"Job {plan.Job}: fingerprint {plan.Fingerprint}, {plan.MaxParallelism} key groups, {plan.SubtaskCount} subtasks");
        foreach (var vertex in plan.Vertices)
        {
            text.AppendLine();
            text.AppendLine($"[{vertex.Id}] {vertex.Name} × {vertex.Parallelism}");
            foreach (var edge in plan.InputsOf(vertex))
            {
                text.AppendLine($"    from [{edge.FromVertex}] {edge.From}{(edge.OutputName == OperatorPort.Records ? "" : $".{edge.OutputName}")}, {edge.Description}");
            }

            foreach (var step in vertex.Steps)
            {
                text.AppendLine($"    {string.Join(" → ", step.Operators.Select(o => $"{o.Name} ({o.Kind})"))}{(step.Operators.Count > 1 ? ", one compiled loop" : "")} → {step.Last.Output}");
                foreach (var lenient in step.Operators.Where(o => o.IsPolicyChosen))
                {
                    text.AppendLine($"        {(lenient.Role == OperatorRole.Source ? "bad" : "failed")} records of {lenient.Name}: {(lenient.ErrorPolicy switch { ErrorPolicy.Skip => "left out, counted", ErrorPolicy.Divert => "diverted, counted", _ => "fail the job" })}");
                }

                foreach (var state in step.Operators.SelectMany(o => o.States))
                {
                    text.AppendLine($"        state {state.Name}: {state.Type}{state.Detail}");
                }
            }
        }

        return text.ToString();
    }
}
