namespace AkkaStreamProc.Operators.Plans.Rules;

/// <summary>
/// Carries to every operator what those behind it need of event time: where sources cut their batches, and whose batches tell
/// how far event time is before each record. Where nobody asks, nobody pays.
/// </summary>
internal static class TimeRule
{
    public static PlanDraft Apply(PlanDraft draft)
    {
        var plan = draft.Logical;
        return draft with
        {
            CarriesTime = plan.Operators.Where(o => plan.DownstreamInTime(o.Name).Any(d => d.Definition.Time.IsExact)).Select(o => o.Name).ToHashSet(),
            Points = plan.Operators.Where(o => o.Definition.Role == OperatorRole.Source).ToDictionary(
                o => o.Name,
                IReadOnlyList<Time.WatermarkPoint> (o) => [.. plan.DownstreamInTime(o.Name).SelectMany(d => d.Definition.Time.Points).Distinct()]),
        };
    }
}
