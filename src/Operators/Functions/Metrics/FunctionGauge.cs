using AkkaStreamProc.Operators.Functions;

namespace AkkaStreamProc;

/// <summary>A number that goes up and down; a subtask that has not set it tells none.</summary>
public sealed class FunctionGauge : FunctionMetric
{
    // Not a number is told as none is.
    private double _value = double.NaN;

    internal FunctionGauge(MetricIdentity identity)
        : base(identity)
    {
    }

    /// <summary>The number that was set last in this subtask; <see cref="double.NaN"/> where none was.</summary>
    public double Value => Volatile.Read(ref _value);

    /// <summary>Sets the number.</summary>
    public void Set(double value) => Volatile.Write(ref _value, value);
}
