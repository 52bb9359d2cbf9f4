using AkkaStreamProc.Actors.Checkpoints.Verdicts;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Actors.Checkpoints;

/// <summary>State is addressed by operator: tells where the checkpoints of a job put it, and what a subtask has to read.</summary>
internal static class CheckpointPlaces
{
    /// <summary>Where a checkpoint of a running job has the state of each operator, by its name.</summary>
    /// <param name="plan">How the job runs.</param>
    /// <param name="graph">The job.</param>
    public static IReadOnlyDictionary<string, OperatorPlace> Of(ExecutionPlan plan, JobGraph graph) =>
        plan.Vertices.SelectMany(v => v.Operators.Select(o => (Operator: o, Vertex: v))).ToDictionary(
            p => p.Operator.Name,
            p => new OperatorPlace(
                p.Vertex.Name,
                p.Vertex.Parallelism,
                [.. p.Operator.States.Select(s => s.Name)],
                p.Operator.Signature,
                p.Operator.States.Count == 0 ? null : graph.FormOf(p.Operator.Name)));

    /// <summary>
    /// Where the operators of a vertex find theirs; those that are new, or are something else now, find none, and none finds a state that
    /// it cannot read: that was allowed when the job was submitted.
    /// </summary>
    /// <param name="vertex">The vertex.</param>
    /// <param name="restoredFrom">The checkpoint, if any.</param>
    /// <param name="graph">The job.</param>
    /// <param name="settings">What was allowed.</param>
    public static IReadOnlyDictionary<string, OperatorPlace> For(PlanVertex vertex, CompletedCheckpoint? restoredFrom, JobGraph graph, JobSettings settings)
    {
        var places = new Dictionary<string, OperatorPlace>();
        foreach (var op in vertex.Operators)
        {
            if (restoredFrom?.Places?.GetValueOrDefault(op.Name) is not { } place)
            {
                continue;
            }

            var dropped = StateVerdicts.Of(graph, op.Name, place).Where(v => !v.IsTakenBy(settings)).Select(v => v.State).ToList();
            if (dropped.Count == 0)
            {
                places.Add(op.Name, place);
            }
            else if (dropped.Count < place.States.Count)
            {
                places.Add(op.Name, place with { Dropped = dropped });
            }
        }

        return places;
    }
}
