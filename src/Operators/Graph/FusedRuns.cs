using AkkaStreamProc.Operators.Faults;

namespace AkkaStreamProc.Operators.Graph;

/// <summary>Finds the runs of stateless operators in a vertex that become one compiled loop each.</summary>
internal static class FusedRuns
{
    /// <summary>
    /// The operators of a vertex in order; a run of stateless ones, each the only consumer of the one before, is
    /// returned as its first operator with the whole run. One that skips or diverts what fails begins a run, so that only
    /// the first of a run does. Any other operator comes with an empty run.
    /// </summary>
    public static IEnumerable<(OperatorNode Head, IReadOnlyList<StatelessNode> Run)> Of(Vertex vertex)
    {
        var inRun = new HashSet<OperatorNode>();
        foreach (var node in vertex.Operators)
        {
            if (inRun.Contains(node))
            {
                continue;
            }

            if (node is not StatelessNode first)
            {
                yield return (node, []);
                continue;
            }

            var run = new List<StatelessNode> { first };
            while (Records(run[^1]) is [{ IsChained: true, To: StatelessNode { ErrorPolicy: ErrorPolicy.Fail } next }])
            {
                run.Add(next);
            }

            inRun.UnionWith(run);
            yield return (node, run);
        }
    }

    /// <summary>The edges behind an operator that bear its results, not what failed.</summary>
    private static List<Edge> Records(OperatorNode node) => [.. node.Consumers.Where(e => e.Output == 0)];
}
