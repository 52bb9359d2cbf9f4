using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc;

/// <summary>Windows of one length that follow each other without gap or overlap.</summary>
/// <remarks>
/// A window begins at <c>offset + k · size</c> milliseconds since the Unix epoch, for every integer <c>k</c>; so windows
/// of a day begin at midnight UTC, and with an offset of −8 hours at midnight in China.
/// </remarks>
public sealed record TumblingWindows : AlignedWindows
{
    private TumblingWindows(TimeDomain time, TimeSpan size, TimeSpan offset)
        : base(time)
    {
        SizeMs = Milliseconds(size, "size");
        OffsetMs = Mod((long)offset.TotalMilliseconds, SizeMs);
    }

    /// <summary>The length of a window in milliseconds.</summary>
    public long SizeMs { get; }

    /// <summary>How far the windows are shifted against the epoch, in milliseconds from 0 to <see cref="SizeMs"/> − 1.</summary>
    public long OffsetMs { get; }

    internal override bool ShareSlices => false;

    internal override WatermarkPoint Ends => new(SizeMs, OffsetMs - 1);

    /// <summary>Windows over the timestamps of the records; they fire when the watermark passes their end.</summary>
    /// <param name="size">The length, at least a millisecond.</param>
    /// <param name="offset">The shift against the epoch, zero unless given.</param>
    public static TumblingWindows OfEventTime(TimeSpan size, TimeSpan offset = default) => new(TimeDomain.EventTime, size, offset);

    /// <summary>Windows over the moment at which a record is processed; they fire when the clock passes their end.</summary>
    /// <inheritdoc cref="OfEventTime" path="/param"/>
    public static TumblingWindows OfProcessingTime(TimeSpan size, TimeSpan offset = default) => new(TimeDomain.ProcessingTime, size, offset);

    /// <summary>The start of the window a moment falls into.</summary>
    public long StartOf(long timestamp) => timestamp - Mod(timestamp - OffsetMs, SizeMs);

    internal override Window SliceOf(long timestamp) => From(StartOf(timestamp));

    internal override Window FirstEndingAfter(long time) => From(StartOf(time));

    internal override Window LastWith(long slice) => From(slice);

    internal override long PivotOf(long start) => start;

    /// <inheritdoc/>
    public override string ToString() =>
        $"tumbling({TimeSpan.FromMilliseconds(SizeMs)}{(OffsetMs == 0 ? "" : $" + {TimeSpan.FromMilliseconds(OffsetMs)}")}, {Clock})";

    private Window From(long start) => new(start, start + SizeMs);
}
