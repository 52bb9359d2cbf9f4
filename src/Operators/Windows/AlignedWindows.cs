using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc;

/// <summary>Windows whose bounds follow from the clock alone, so that they are the same for every key.</summary>
/// <remarks>
/// Time is cut into <em>slices</em> wherever a window begins or ends. A record is added to one slice, however many windows
/// contain it, and a window is put together of its slices. (Flink's SQL windows and Scotty do so; Flink's DataStream copies.)
/// </remarks>
public abstract record AlignedWindows : WindowAssigner
{
    private protected AlignedWindows(TimeDomain time)
        : base(time)
    {
    }

    /// <summary>Whether a window may have more than one slice, and a slice more than one window.</summary>
    internal abstract bool ShareSlices { get; }

    /// <summary>When windows end: their last milliseconds.</summary>
    internal abstract WatermarkPoint Ends { get; }

    /// <summary>The slice that a moment falls into.</summary>
    internal abstract Window SliceOf(long timestamp);

    /// <summary>The window with the earliest end behind a moment. It contains the slice that begins at that moment, if one does.</summary>
    internal abstract Window FirstEndingAfter(long time);

    /// <summary>The window with the latest end of those that contain a slice.</summary>
    /// <param name="slice">The start of the slice.</param>
    internal abstract Window LastWith(long slice);

    /// <summary>
    /// A moment in the window with a start, where a slice begins: those before it are merged from it backwards, those behind it
    /// forwards. It stays for as many windows as possible, and goes forward with them.
    /// </summary>
    internal abstract long PivotOf(long start);
}
