using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc;

/// <summary>Which clock something follows.</summary>
public enum TimeDomain
{
    /// <summary>The timestamps of the records, through the watermark.</summary>
    EventTime,

    /// <summary>The clock of the machine, through <see cref="TimeProvider"/>.</summary>
    ProcessingTime,
}
