using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Windows;

/// <summary>Decides what time has passed and what is closed for good: the one place where a record becomes late.</summary>
/// <param name="windows">The windows.</param>
/// <param name="allowedMs">How long after its end a window still takes records.</param>
internal readonly struct Lateness(AlignedWindows windows, long allowedMs)
{
    /// <summary>Whether no window with a slice takes a record any more.</summary>
    /// <param name="slice">The start of the slice.</param>
    /// <param name="time">How far time is.</param>
    public bool IsClosed(long slice, long time) => IsClosed(windows.LastWith(slice), time);

    /// <summary>Whether a window takes no record any more.</summary>
    public bool IsClosed(Window window, long time) => time != Watermarks.Min && window.MaxTimestamp <= time - allowedMs;

    /// <summary>No window that ends by this moment takes a record any more.</summary>
    /// <param name="time">How far time is.</param>
    public long ClosedUpTo(long time) => time == Watermarks.Min ? time : Math.Min(time, Watermarks.Max - 1) - allowedMs + 1;

    /// <summary>Whether time has passed some window with a slice, so that it has fired or is about to.</summary>
    public bool HasPassed(long slice, long time) => time != Watermarks.Min && windows.FirstEndingAfter(slice).MaxTimestamp <= time;
}
