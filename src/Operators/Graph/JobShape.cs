using System.Text;

namespace AkkaStreamProc.Operators.Graph;

/// <summary>The canonical text of a job that its fingerprint is taken of.</summary>
internal static class JobShape
{
    public static string Describe(JobGraph graph)
    {
        var text = new StringBuilder();
        text.Append("job ").Append(graph.Name).Append(", key groups ").Append(graph.MaxParallelism).Append('\n');
        foreach (var node in graph.Operators)
        {
            var inputs = string.Join(" + ", node.Inputs.Select(e => $"{e.From.Name}{(e.Output == 0 ? "" : $".{e.Output}")}{Keying(e)}"));
            var states = string.Join(", ", node.States.Select(s => $"{s.Name}: {s.DistinctType}"));
            text.Append(node.Name).Append(" = ").Append(node.Kind);
            text.Append(inputs.Length > 0 ? $" of {inputs}" : "");
            text.Append(" -> ").Append(TypeNames.DistinctOf(node.OutputType));
            text.Append(states.Length > 0 ? $" with {states}" : "");
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>What must stay the same for one operator to take its state: its kind, its keys and its states, whatever is around it.</summary>
    public static string StateOf(OperatorNode node) =>
        $"{node.Kind}{string.Concat(node.Inputs.Select(Keying).Distinct())}{string.Concat(node.States.Select(s => $"; {s.Name}: {s.DistinctType}"))}";

    // Whether records go forward or in turns follows from the parallelism, which is not part of the shape.
    private static string Keying(Edge edge) =>
        edge.Partitioning.IsPointwise || edge.Partitioning == Partitioning.Rebalance ? "" : $" by {edge.Partitioning.DistinctName}";

    /// <summary>The lines in which two shapes differ, for the error; old ones with a minus, new ones with a plus.</summary>
    public static string Difference(string old, string @new)
    {
        var oldLines = old.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var newLines = @new.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var lines = oldLines.Except(newLines).Select(l => $"  - {l}").Concat(newLines.Except(oldLines).Select(l => $"  + {l}"));
        var difference = string.Join(Environment.NewLine, lines);
        return difference.Length == 0 && old != @new ? "  the same operators, declared in another order" : difference;
    }
}
