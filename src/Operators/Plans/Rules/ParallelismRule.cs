using AkkaStreamProc.Operators.Keys;

namespace AkkaStreamProc.Operators.Plans.Rules;

/// <summary>
/// Decides how many subtasks run each operator: as many as were asked for; else as many as run what feeds it one to one; else
/// as many as the job says. Edges that go one to one where they can follow from that.
/// </summary>
internal static class ParallelismRule
{
    /// <exception cref="StreamProcessingException">A number is out of bounds, or an edge that goes one to one connects unequal numbers.</exception>
    public static PlanDraft Apply(PlanDraft draft)
    {
        var plan = draft.Logical;
        if (plan.MaxParallelism is < 1 or > KeyGroups.MaxCount)
        {
            throw new StreamProcessingException($"The job '{plan.Job}' cannot have {plan.MaxParallelism} key groups: 1 to {KeyGroups.MaxCount} are possible.");
        }

        var parallelism = new Dictionary<string, int>();
        foreach (var op in plan.Operators)
        {
            var feeder = plan.InputsOf(op.Name).FirstOrDefault(e => e.Partitioning.Kind == EdgeKind.Forward);
            var number = op.Parallelism ?? (feeder is null ? plan.Parallelism : parallelism[feeder.From]);
            parallelism[op.Name] = number >= 1 && number <= plan.MaxParallelism ? number : throw new StreamProcessingException(
                $"The operator '{op.Name}' of the job '{plan.Job}' cannot run in {number} subtasks: 1 to {plan.MaxParallelism} (the number of key groups) are possible.");
        }

        var partitionings = plan.Edges.ToDictionary(e => e.Id, e => Decide(e, parallelism[e.From] == parallelism[e.To]));
        if (plan.Edges.FirstOrDefault(e => partitionings[e.Id].Kind == EdgeKind.Forward && parallelism[e.From] != parallelism[e.To]) is { } uneven)
        {
            throw new StreamProcessingException(
                $"'{uneven.To}' runs in {parallelism[uneven.To]} subtasks, but '{uneven.From}', which feeds it, in {parallelism[uneven.From]}. Put Rebalance between them or give both the same parallelism.");
        }

        return draft with { Parallelism = parallelism, Partitionings = partitionings };
    }

    private static Partitioning Decide(LogicalEdge edge, bool isEven) =>
        edge.Partitioning != Partitioning.ForwardOrRebalance ? edge.Partitioning : isEven ? Partitioning.Forward : Partitioning.Rebalance;
}
