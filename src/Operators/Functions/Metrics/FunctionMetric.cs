using AkkaStreamProc.Operators.Functions;

namespace AkkaStreamProc;

/// <summary>A number that a function tells of itself, in one subtask of one attempt.</summary>
/// <remarks>
/// It is an instrument of the meter <c>AkkaStreamProc</c>, with the tags job, operator and subtask (<c>docs/telemetry.md</c>). Any
/// thread may set it.
/// </remarks>
public abstract class FunctionMetric
{
    private protected FunctionMetric(MetricIdentity identity) => Identity = identity;

    /// <summary>The name of the instrument.</summary>
    public string Name => Identity.Name;

    internal MetricIdentity Identity { get; }
}
