using System.Text;
using AkkaStreamProc.Operators.Plans.Definitions;

namespace AkkaStreamProc.Operators.Plans.Explanations;

/// <summary>Draws a plan as a flowchart in the language of Mermaid: a box for each vertex, in it its steps.</summary>
internal static class PlanMermaid
{
    public static string Of(ExecutionPlan plan)
    {
        var text = new StringBuilder("flowchart LR\n");
        // The operators of a loop have one box; its input is that of the first.
        var boxes = plan.Vertices.SelectMany(v => v.Steps).Select((step, number) => (Step: step, Id: $"s{number}")).ToList();
        var taking = boxes.ToDictionary(b => b.Step.Head.Name, b => b.Id);
        var giving = boxes.SelectMany(b => b.Step.Operators.Select(o => (o.Name, b.Id))).ToDictionary(o => o.Name, o => o.Id);
        foreach (var vertex in plan.Vertices)
        {
            text.Append($"  subgraph v{vertex.Id}[\"{Escape(vertex.Name)} × {vertex.Parallelism}\"]\n");
            foreach (var step in vertex.Steps)
            {
                var lines = step.Operators.Select(o => Escape($"{o.Name}: {o.Kind}")).Concat(step.Operators.SelectMany(o => o.States).Select(s => $"<i>{Escape($"{s.Name}: {s.Type}")}</i>"));
                text.Append($"    {taking[step.Head.Name]}[\"{string.Join("<br/>", lines)}\"]\n");
            }

            text.Append("  end\n");
        }

        foreach (var edge in plan.Edges.Where(e => taking.ContainsKey(e.To)))
        {
            var label = string.Join(", ", new[] { edge.Kind == EdgeKind.Chained ? "" : edge.Description, edge.OutputName == OperatorPort.Records ? "" : edge.OutputName }.Where(part => part.Length > 0));
            text.Append($"  {giving[edge.From]} -->{(label.Length > 0 ? $"|\"{Escape(label)}\"|" : "")} {taking[edge.To]}\n");
        }

        return text.ToString();
    }

    /// <summary>What ends a label, or is markup in it, stands as an entity.</summary>
    private static string Escape(string text) => text.Replace("&", "&amp;").Replace("\"", "#quot;").Replace("<", "&lt;").Replace(">", "&gt;");
}
