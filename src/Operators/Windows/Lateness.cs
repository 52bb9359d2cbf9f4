using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Windows;

/// <summary>Decides which windows are closed for good: the one place where a record becomes late.</summary>
/// <param name="windows">The windows.</param>
/// <param name="allowedMs">How long after its end a window still takes records.</param>
internal readonly struct Lateness(TumblingWindows windows, long allowedMs)
{
    /// <summary>Whether a window takes no record any more.</summary>
    /// <param name="start">Its start.</param>
    /// <param name="time">How far time is.</param>
    public bool IsClosed(long start, long time) => time != Watermarks.Min && windows.LastOf(start) <= time - allowedMs;
}
