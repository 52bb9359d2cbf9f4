using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Plans.Definitions;

/// <summary>What the results of an operator depend on of event time.</summary>
/// <param name="Points">The watermarks at which they depend on the exact record behind which they come; see <see cref="WatermarkPoints"/>.</param>
/// <param name="IsExact">Whether they depend on how far event time is before each record.</param>
internal sealed record TimeNeeds(IReadOnlyList<WatermarkPoint> Points, bool IsExact = false)
{
    public static TimeNeeds None { get; } = new([]);

    public static TimeNeeds Exact { get; } = new([], IsExact: true);
}
