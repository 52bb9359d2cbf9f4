namespace AkkaStreamProc.Operators.Plans.Rules;

/// <summary>Joins operators into vertices: what is fed one to one by one operator only runs in its subtasks.</summary>
internal static class ChainRule
{
    public static PlanDraft Apply(PlanDraft draft)
    {
        var plan = draft.Logical;
        var chained = plan.Edges.Where(e => draft.Partitionings[e.Id].Kind == EdgeKind.Forward && plan[e.To].Definition.IsChainable && plan.InputsOf(e.To).Count() == 1)
            .Select(e => e.Id).ToHashSet();
        var vertices = new List<IReadOnlyList<string>>();
        foreach (var head in plan.Operators.Where(o => !plan.InputsOf(o.Name).Any(e => chained.Contains(e.Id))))
        {
            var chain = new List<string>();
            Gather(head.Name, chain);
            vertices.Add(chain);
        }

        return draft with { Chained = chained, Vertices = vertices };

        void Gather(string op, List<string> chain)
        {
            chain.Add(op);
            foreach (var edge in plan.ConsumersOf(op).Where(e => chained.Contains(e.Id)))
            {
                Gather(edge.To, chain);
            }
        }
    }
}
