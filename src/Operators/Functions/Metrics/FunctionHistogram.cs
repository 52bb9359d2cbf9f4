using AkkaStreamProc.Operators.Functions;

namespace AkkaStreamProc;

/// <summary>The distribution of numbers that a function comes across. What is recorded while nobody listens is gone.</summary>
public sealed class FunctionHistogram : FunctionMetric
{
    internal FunctionHistogram(MetricIdentity identity)
        : base(identity)
    {
    }

    /// <summary>Takes what is recorded; nothing does unless it is set.</summary>
    internal Action<double>? Recorder { get; set; }

    /// <summary>Records a number.</summary>
    public void Record(double value) => Recorder?.Invoke(value);
}
