using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Windows.Contents;

/// <summary>When nothing is left of a window.</summary>
/// <param name="Time">Which clock windows follow; <see langword="null"/> where they never end.</param>
/// <param name="LatenessMs">How long after its end a window still takes records, in milliseconds of event time.</param>
internal readonly record struct WindowEnd(TimeDomain? Time, long LatenessMs)
{
    /// <summary>Whether windows end by a clock.</summary>
    public bool Follows(bool isEventTime) => Time is { } time && time == TimeDomain.EventTime == isEventTime;

    /// <summary>By event time at its last millisecond or the allowed lateness behind it, by the clock at its end.</summary>
    public long Of(Window window) => Time == TimeDomain.ProcessingTime
        ? window.End
        : window.MaxTimestamp < Watermarks.Max - 1 - LatenessMs ? window.MaxTimestamp + LatenessMs : Watermarks.Max - 1;

    /// <summary>Whether a window takes no records any more. By the clock a record is never late.</summary>
    public bool HasPassed<TKey, TOut>(Window window, ProcessContext<TKey, TOut> context)
        where TKey : notnull =>
        Follows(isEventTime: true) && context.Watermark != Watermarks.Min && Of(window) <= context.Watermark;
}
