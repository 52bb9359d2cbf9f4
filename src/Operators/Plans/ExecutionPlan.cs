using System.Text.Json.Serialization;

namespace AkkaStreamProc.Operators.Plans;

/// <summary>How a job runs: what runs as one, in how many subtasks, and what flows between them.</summary>
/// <remarks>
/// Plain data, so it can be written down and sent: the code of its operators is found by their names, in a
/// <see cref="JobGraph"/> of the same fingerprint. An attempt is pinned to its plan.
/// </remarks>
/// <param name="Job">The name of the job.</param>
/// <param name="Fingerprint">The fingerprint of the graph that has the code.</param>
/// <param name="MaxParallelism">The number of key groups.</param>
/// <param name="Vertices">What runs as one; the position of each is its number.</param>
/// <param name="Edges">What flows, in the order of their numbers.</param>
internal sealed record ExecutionPlan(
    string Job, string Fingerprint, int MaxParallelism, IReadOnlyList<PlanVertex> Vertices, IReadOnlyList<PlanEdge> Edges)
{
    /// <summary>All operators, vertex by vertex.</summary>
    [JsonIgnore]
    public IEnumerable<PlanOperator> Operators => Vertices.SelectMany(v => v.Operators);

    /// <summary>How many subtasks there are.</summary>
    public int SubtaskCount => Vertices.Sum(v => v.Parallelism);

    /// <summary>The edges into a vertex from others; their order numbers its input channels.</summary>
    public IReadOnlyList<PlanEdge> InputsOf(PlanVertex vertex) => [.. Edges.Where(e => e.ToVertex == vertex.Id && e.Kind != EdgeKind.Chained)];

    /// <summary>The edges from a vertex to others; their order numbers its output channels.</summary>
    public IReadOnlyList<PlanEdge> OutputsOf(PlanVertex vertex) => [.. Edges.Where(e => e.FromVertex == vertex.Id && e.Kind != EdgeKind.Chained)];

    /// <summary>The edges between operators of a vertex.</summary>
    public IEnumerable<PlanEdge> ChainedIn(PlanVertex vertex) => Edges.Where(e => e.FromVertex == vertex.Id && e.Kind == EdgeKind.Chained);
}
