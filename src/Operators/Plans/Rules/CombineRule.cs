using AkkaStreamProc.Operators.Faults;

namespace AkkaStreamProc.Operators.Plans.Rules;

/// <summary>
/// Combines records before a shuffle where only the results of the operator behind it are used: one whose late or failed
/// records are wanted must get each of them.
/// </summary>
internal static class CombineRule
{
    public static PlanDraft Apply(PlanDraft draft)
    {
        var plan = draft.Logical;
        var partitionings = draft.Partitionings.ToDictionary();
        foreach (var edge in plan.Edges.Where(e => e.Combined is not null))
        {
            if (plan[edge.To].ErrorPolicy == ErrorPolicy.Fail && plan.ConsumersOf(edge.To).All(e => e.Output == 0))
            {
                partitionings[edge.Id] = edge.Combined!;
            }
        }

        return draft with { Partitionings = partitionings };
    }
}
