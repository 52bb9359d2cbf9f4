using System.Text;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Plans;

/// <summary>The canonical text of a job that its fingerprint is taken of.</summary>
internal static class JobShape
{
    public static string Describe(LogicalPlan plan)
    {
        var text = new StringBuilder();
        text.Append("job ").Append(plan.Job).Append(", key groups ").Append(plan.MaxParallelism).Append('\n');
        foreach (var op in plan.Operators)
        {
            var inputs = string.Join(" + ", plan.InputsOf(op.Name).Select(e => $"{e.From}{(e.Output == 0 ? "" : $".{e.Output}")}{Keying(e)}"));
            var states = string.Join(", ", op.Definition.States.Select(s => $"{s.Name}: {s.DistinctHolds}"));
            text.Append(op.Name).Append(" = ").Append(op.Definition.Kind);
            text.Append(inputs.Length > 0 ? $" of {inputs}" : "");
            text.Append(" -> ").Append(TypeNames.DistinctOf(op.Definition.ResultType));
            text.Append(states.Length > 0 ? $" with {states}" : "");
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>What must stay the same for one operator to take its state: its kind, its keys and its states, whatever is around it.</summary>
    public static string StateOf(LogicalPlan plan, LogicalOperator op) =>
        $"{op.Definition.Kind}{string.Concat(plan.InputsOf(op.Name).Select(Keying).Distinct())}{string.Concat(op.Definition.States.Select(s => $"; {s.Name}: {s.DistinctHolds}"))}";

    /// <summary>The same by its parts: what it is, what it takes of records, and how each state is written.</summary>
    public static OperatorForm FormOf(LogicalPlan plan, LogicalOperator op, StateSerializers serializers) => new(
        $"{op.Definition.Kind}{(plan.InputsOf(op.Name).Any(e => e.Partitioning.Kind == EdgeKind.Hash) ? " by key" : "")}",
        [
            .. plan.InputsOf(op.Name).Select(e => e.Partitioning.Selector).OfType<string>().Distinct().Select(selector => $"by {selector}"),
            .. op.Definition.Selector is { } taken ? [taken] : Array.Empty<string>(),
        ],
        op.Definition.States.ToDictionary(s => s.Name, s => s.FormIn(serializers)));

    /// <summary>The lines in which two shapes differ, for the error; old ones with a minus, new ones with a plus.</summary>
    public static string Difference(string old, string @new)
    {
        var oldLines = old.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var newLines = @new.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var lines = oldLines.Except(newLines).Select(l => $"  - {l}").Concat(newLines.Except(oldLines).Select(l => $"  + {l}"));
        var difference = string.Join(Environment.NewLine, lines);
        return difference.Length == 0 && old != @new ? "  the same operators, declared in another order" : difference;
    }

    // Whether records go forward or in turns follows from the parallelism, which is not part of the shape; which turns moves no state.
    private static string Keying(LogicalEdge edge) =>
        edge.Partitioning.Kind is EdgeKind.Forward or EdgeKind.Rebalance or EdgeKind.Rescale ? "" : $" by {edge.Partitioning.DistinctName}";
}
