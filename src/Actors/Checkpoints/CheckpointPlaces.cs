using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Actors.Checkpoints;

/// <summary>State is addressed by operator: tells where the checkpoints of a job put it, and what a subtask has to read.</summary>
internal static class CheckpointPlaces
{
    /// <summary>Where a checkpoint of a running job has the state of each operator, by its name.</summary>
    public static IReadOnlyDictionary<string, OperatorPlace> Of(ExecutionPlan plan) =>
        plan.Vertices.SelectMany(v => v.Operators.Select(o => (Operator: o, Vertex: v))).ToDictionary(
            p => p.Operator.Name,
            p => new OperatorPlace(p.Vertex.Name, p.Vertex.Parallelism, [.. p.Operator.States.Select(s => s.Name)], p.Operator.Signature));

    /// <summary>Where the operators of a vertex find theirs; those that are new, or are something else now, find none.</summary>
    public static IReadOnlyDictionary<string, OperatorPlace> For(PlanVertex vertex, CompletedCheckpoint? restoredFrom)
    {
        var places = new Dictionary<string, OperatorPlace>();
        foreach (var op in vertex.Operators)
        {
            if (restoredFrom?.Places?.GetValueOrDefault(op.Name) is { } place && Fits(place, op))
            {
                places.Add(op.Name, place);
            }
        }

        return places;
    }

    /// <summary>Whether an operator can take the state of its name. Counters, which all have, fit any.</summary>
    public static bool Fits(OperatorPlace place, PlanOperator op) => place.States.Count == 0 || place.Signature == op.Signature;
}
