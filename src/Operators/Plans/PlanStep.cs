using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Plans;

/// <summary>One operator of a vertex, or several that are compiled to one loop.</summary>
/// <param name="Operators">The one; or the several, each the only consumer of the one before.</param>
/// <param name="CarriesTime">Whether some operator behind it asks how far event time is before each record, so that its batches must tell.</param>
/// <param name="Points">Of a source: the watermarks at which its batches must be cut.</param>
internal sealed record PlanStep(IReadOnlyList<PlanOperator> Operators, bool CarriesTime, IReadOnlyList<WatermarkPoint> Points)
{
    /// <summary>The operator that takes its input; its failed records come out of the step, too.</summary>
    public PlanOperator Head => Operators[0];

    /// <summary>The operator whose results come out of the step.</summary>
    public PlanOperator Last => Operators[^1];
}
