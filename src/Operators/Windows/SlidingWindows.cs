using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc;

/// <summary>Windows of one length that begin at a fixed interval and overlap where it is shorter. (Hopping windows, elsewhere.)</summary>
/// <remarks>
/// A window begins at <c>offset + k · slide</c> milliseconds since the Unix epoch, for every integer <c>k</c>. What a record
/// costs does not depend on how many windows contain it; what a result costs, nearly so (<see cref="AlignedWindows"/>).
/// </remarks>
public sealed record SlidingWindows : AlignedWindows
{
    private SlidingWindows(TimeDomain time, TimeSpan size, TimeSpan slide, TimeSpan offset)
        : base(time)
    {
        SizeMs = Milliseconds(size, "size");
        SlideMs = Milliseconds(slide, "slide");
        if (SlideMs > SizeMs)
        {
            throw new StreamProcessingException(
                $"Windows of {size} that begin every {slide} leave records out between them. Take a slide that is no longer than the size, and leave records out with a filter.");
        }

        OffsetMs = Mod((long)offset.TotalMilliseconds, SlideMs);
    }

    /// <summary>The length of a window in milliseconds.</summary>
    public long SizeMs { get; }

    /// <summary>From the begin of a window to that of the next one, in milliseconds.</summary>
    public long SlideMs { get; }

    /// <summary>How far the windows are shifted against the epoch, in milliseconds from 0 to <see cref="SlideMs"/> − 1.</summary>
    public long OffsetMs { get; }

    internal override bool ShareSlices => true;

    internal override WatermarkPoint Ends => new(SlideMs, OffsetMs + SizeMs - 1);

    /// <summary>Windows over the timestamps of the records; they fire when the watermark passes their end.</summary>
    /// <param name="size">The length, at least a millisecond.</param>
    /// <param name="slide">From the begin of a window to that of the next one; at least a millisecond and at most the size.</param>
    /// <param name="offset">The shift against the epoch, zero unless given.</param>
    public static SlidingWindows OfEventTime(TimeSpan size, TimeSpan slide, TimeSpan offset = default) => new(TimeDomain.EventTime, size, slide, offset);

    /// <summary>Windows over the moment at which a record is processed; they fire when the clock passes their end.</summary>
    /// <inheritdoc cref="OfEventTime" path="/param"/>
    public static SlidingWindows OfProcessingTime(TimeSpan size, TimeSpan slide, TimeSpan offset = default) =>
        new(TimeDomain.ProcessingTime, size, slide, offset);

    internal override Window SliceOf(long timestamp)
    {
        var sinceStart = Mod(timestamp - OffsetMs, SlideMs);
        var sinceEnd = Mod(timestamp - OffsetMs - SizeMs, SlideMs);
        return new Window(timestamp - Math.Min(sinceStart, sinceEnd), timestamp - Math.Max(sinceStart, sinceEnd) + SlideMs);
    }

    internal override Window FirstEndingAfter(long time)
    {
        var end = time - Mod(time - OffsetMs - SizeMs, SlideMs) + SlideMs;
        return new Window(end - SizeMs, end);
    }

    internal override Window LastWith(long slice)
    {
        var start = slice - Mod(slice - OffsetMs, SlideMs);
        return new Window(start, start + SizeMs);
    }

    internal override long PivotOf(long start) => start + Mod(OffsetMs - start, SizeMs / SlideMs * SlideMs);

    /// <inheritdoc/>
    public override string ToString() =>
        $"sliding({TimeSpan.FromMilliseconds(SizeMs)} every {TimeSpan.FromMilliseconds(SlideMs)}{(OffsetMs == 0 ? "" : $" + {TimeSpan.FromMilliseconds(OffsetMs)}")}, {Clock})";
}
