using AkkaStreamProc.Operators.Functions;

namespace AkkaStreamProc;

/// <summary>The numbers that a function tells of itself, by name: instruments of the meter <c>AkkaStreamProc</c>, with the tags job, operator and subtask.</summary>
/// <remarks>
/// <para>
/// For the thread of the call; what it gives may be set on any. Asking again for a name gives the same object, so a function asks where it needs one, or keeps it in a field. Its series ends with
/// the attempt of the subtask, and the next attempt begins one of the same name.
/// </para>
/// <para>Names are those of OpenTelemetry: a letter, then letters, digits, and <c>_ . - /</c>, 255 at the most; those that begin with <c>akkastreamproc.</c> are taken.</para>
/// </remarks>
public sealed class FunctionMetrics
{
    private const int LongestName = 255;
    private const string Reserved = "akkastreamproc.";

    private readonly Dictionary<string, FunctionMetric> _metrics = [];
    private readonly string _operatorName;
    private readonly Action<FunctionMetric> _begin;

    /// <param name="operatorName">The operator of the function.</param>
    /// <param name="begin">Takes each metric once.</param>
    internal FunctionMetrics(string operatorName, Action<FunctionMetric> begin) => (_operatorName, _begin) = (operatorName, begin);

    /// <summary>Counts something.</summary>
    /// <param name="name">The name of the instrument.</param>
    /// <param name="unit">What is counted, as in <c>{alert}</c> or <c>By</c>.</param>
    /// <param name="description">What it means.</param>
    /// <exception cref="StreamProcessingException">It is no name, or that of a metric of another kind.</exception>
    public FunctionCounter Counter(string name, string? unit = null, string? description = null) =>
        Find<FunctionCounter>(name) ?? Add(new FunctionCounter(Identity(name, unit, description)));

    /// <summary>A number that goes up and down.</summary>
    /// <inheritdoc cref="Counter" path="/param"/>
    /// <inheritdoc cref="Counter" path="/exception"/>
    public FunctionGauge Gauge(string name, string? unit = null, string? description = null) =>
        Find<FunctionGauge>(name) ?? Add(new FunctionGauge(Identity(name, unit, description)));

    /// <summary>The distribution of numbers.</summary>
    /// <inheritdoc cref="Counter" path="/param"/>
    /// <inheritdoc cref="Counter" path="/exception"/>
    public FunctionHistogram Histogram(string name, string? unit = null, string? description = null) =>
        Find<FunctionHistogram>(name) ?? Add(new FunctionHistogram(Identity(name, unit, description)));

    private TMetric? Find<TMetric>(string name)
        where TMetric : FunctionMetric
    {
        ArgumentNullException.ThrowIfNull(name);
        return !_metrics.TryGetValue(name, out var found) ? null : found as TMetric ?? throw new StreamProcessingException(
            $"The function of '{_operatorName}' has the metric '{name}' as a {found.GetType().Name} and as a {typeof(TMetric).Name}. Give each a name of its own.");
    }

    private TMetric Add<TMetric>(TMetric metric)
        where TMetric : FunctionMetric
    {
        _metrics.Add(metric.Name, metric);
        _begin(metric);
        return metric;
    }

    private MetricIdentity Identity(string name, string? unit, string? description)
    {
        var isName = name.Length is > 0 and <= LongestName && char.IsAsciiLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || "_.-/".Contains(c))
            && !name.StartsWith(Reserved, StringComparison.OrdinalIgnoreCase);
        return isName ? new MetricIdentity(name, unit, description, _operatorName) : throw new StreamProcessingException(
            $"The function of '{_operatorName}' cannot have a metric named '{name}': a name begins with a letter, has letters, digits and '_', '.', '-', '/' only, {LongestName} at the most, and does not begin with '{Reserved}'.");
    }
}
