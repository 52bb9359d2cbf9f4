namespace AkkaStreamProc.Operators.Plans;

/// <summary>A join whose one side is a table, and who waits for that to be loaded.</summary>
/// <param name="Join">The name of the join.</param>
/// <param name="Tables">The sources the table is made of.</param>
/// <param name="Waiting">The sources of the other side, which read nothing before it is loaded.</param>
internal sealed record TableWait(string Join, IReadOnlyList<string> Tables, IReadOnlyList<string> Waiting)
{
    /// <summary>The joins of a job as it was declared, in its order.</summary>
    public static IReadOnlyList<TableWait> Of(LogicalPlan plan) => Of(
        [.. plan.Edges.Select(edge => new Edge(edge.From, edge.To, edge.IsTable))],
        name => plan[name].Definition.Role == OperatorRole.Source);

    /// <summary>The joins of a job as it runs.</summary>
    public static IReadOnlyList<TableWait> Of(ExecutionPlan plan)
    {
        var sources = plan.Vertices.Where(v => v.IsSource).Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        return Of([.. plan.Edges.Select(edge => new Edge(edge.From, edge.To, edge.IsTable))], sources.Contains);
    }

    private static IReadOnlyList<TableWait> Of(IReadOnlyList<Edge> edges, Func<string, bool> isSource)
    {
        var inputs = edges.ToLookup(edge => edge.To, StringComparer.Ordinal);
        return
        [
            .. edges.Where(edge => edge.IsTable).Select(edge => edge.To).Distinct(StringComparer.Ordinal)
                .Select(join => new TableWait(join, SourcesOf(join, isTable: true), SourcesOf(join, isTable: false))),
        ];

        IReadOnlyList<string> SourcesOf(string join, bool isTable)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var open = new Stack<string>(inputs[join].Where(edge => edge.IsTable == isTable).Select(edge => edge.From));
            while (open.TryPop(out var next))
            {
                if (seen.Add(next))
                {
                    foreach (var edge in inputs[next])
                    {
                        open.Push(edge.From);
                    }
                }
            }

            return [.. seen.Where(isSource).Order(StringComparer.Ordinal)];
        }
    }

    private readonly record struct Edge(string From, string To, bool IsTable);
}
