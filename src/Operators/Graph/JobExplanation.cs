using System.Text;
using AkkaStreamProc.Operators.Faults;

namespace AkkaStreamProc.Operators.Graph;

/// <summary>Writes a plan for people.</summary>
internal static class JobExplanation
{
    public static string Of(JobGraph graph)
    {
        var text = new StringBuilder();
        text.AppendLine($"Job {graph.Name}: fingerprint {graph.Fingerprint}, {graph.MaxParallelism} key groups, {graph.Vertices.Sum(v => v.Parallelism)} subtasks");
        foreach (var vertex in graph.Vertices)
        {
            text.AppendLine();
            text.AppendLine($"[{vertex.Id}] {vertex.Name} × {vertex.Parallelism}");
            foreach (var edge in vertex.Inputs)
            {
                text.AppendLine($"    from [{VertexOf(graph, edge.From).Id}] {edge.From.Name}{(edge.Output == 0 ? "" : $", output {edge.Output}")}, {edge.Partitioning}");
            }

            foreach (var group in Runs(vertex))
            {
                text.AppendLine($"    {string.Join(" → ", group.Select(o => $"{o.Name} ({o.Kind})"))}{(group.Count > 1 ? ", one compiled loop" : "")} → {TypeNames.Of(group[^1].OutputType)}");
                foreach (var lenient in group.Where(o => o.ErrorPolicy != o.DefaultErrorPolicy))
                {
                    text.AppendLine($"        failed records of {lenient.Name}: {(lenient.ErrorPolicy switch { ErrorPolicy.Skip => "left out, counted", ErrorPolicy.Divert => "diverted, counted", _ => "fail the job" })}");
                }

                foreach (var state in group.SelectMany(o => o.States))
                {
                    text.AppendLine($"        state {state.Name}: {state.Type}{state.Detail}");
                }
            }
        }

        return text.ToString();
    }

    private static Vertex VertexOf(JobGraph graph, OperatorNode node) => graph.Vertices.First(v => v.Operators.Contains(node));

    private static IEnumerable<IReadOnlyList<OperatorNode>> Runs(Vertex vertex)
    {
        foreach (var (head, run) in FusedRuns.Of(vertex))
        {
            yield return run.Count > 0 ? run : [head];
        }
    }
}
