namespace AkkaStreamProc.Operators.Graph;

/// <summary>Joins operators into vertices: everything that is connected by chained edges runs as one.</summary>
internal static class VertexPlanner
{
    public static IReadOnlyList<Vertex> Plan(IReadOnlyList<OperatorNode> operators)
    {
        var vertices = new List<Vertex>();
        foreach (var head in operators.Where(o => !o.Inputs.Any(e => e.IsChained)))
        {
            var chain = new List<OperatorNode>();
            Gather(head, chain);
            vertices.Add(new Vertex(vertices.Count, chain));
        }

        return vertices;
    }

    private static void Gather(OperatorNode node, List<OperatorNode> chain)
    {
        chain.Add(node);
        foreach (var edge in node.Consumers.Where(e => e.IsChained))
        {
            Gather(edge.To, chain);
        }
    }
}
