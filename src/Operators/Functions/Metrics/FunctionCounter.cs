using AkkaStreamProc.Operators.Functions;

namespace AkkaStreamProc;

/// <summary>Counts something that a function does, from 0 on in each attempt: what is done again behind a restart is counted again.</summary>
public sealed class FunctionCounter : FunctionMetric
{
    private long _value;

    internal FunctionCounter(MetricIdentity identity)
        : base(identity)
    {
    }

    /// <summary>How many there were in this subtask.</summary>
    public long Value => Interlocked.Read(ref _value);

    /// <summary>Counts.</summary>
    /// <param name="count">How many more there are; not negative.</param>
    public void Add(long count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Interlocked.Add(ref _value, count);
    }
}
