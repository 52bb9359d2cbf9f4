using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Plans.Definitions;

namespace AkkaStreamProc.Operators.Plans.Rules;

/// <summary>
/// Finds the runs of stateless operators in a vertex that become one compiled loop each: each of them takes the results of the
/// one before, and nobody else does. One that skips or diverts what fails begins a run, so that only the first of a run does.
/// </summary>
internal static class FuseRule
{
    public static PlanDraft Apply(PlanDraft draft) => draft with { Steps = [.. draft.Vertices.Select(vertex => StepsOf(draft, vertex))] };

    private static List<IReadOnlyList<string>> StepsOf(PlanDraft draft, IReadOnlyList<string> vertex)
    {
        var plan = draft.Logical;
        var steps = new List<IReadOnlyList<string>>();
        var done = new HashSet<string>();
        foreach (var head in vertex.Where(op => !done.Contains(op)))
        {
            var run = new List<string> { head };
            while (plan[run[^1]].Definition is StatelessDefinition && Next(draft, run[^1]) is { } next)
            {
                run.Add(next);
            }

            done.UnionWith(run);
            steps.Add(run);
        }

        return steps;
    }

    /// <summary>The operator that goes on with the results of another in the same loop, if any.</summary>
    private static string? Next(PlanDraft draft, string op) =>
        draft.Logical.ConsumersOf(op).Where(e => e.Output == 0).ToList() is [var edge]
        && draft.Chained.Contains(edge.Id)
        && draft.Logical[edge.To] is { ErrorPolicy: ErrorPolicy.Fail, Definition: StatelessDefinition }
            ? edge.To
            : null;
}
