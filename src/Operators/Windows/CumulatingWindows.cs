using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc;

/// <summary>
/// Windows that begin together and grow by steps up to a length, after which the next begin: the sum of the day so far, every hour.
/// </summary>
/// <remarks>
/// The windows of one group begin at <c>offset + k · size</c> milliseconds since the Unix epoch and end <c>step</c>,
/// <c>2 · step</c>, … <c>size</c> later. (Flink has them in SQL only.)
/// </remarks>
public sealed record CumulatingWindows : AlignedWindows
{
    private CumulatingWindows(TimeDomain time, TimeSpan step, TimeSpan size, TimeSpan offset)
        : base(time)
    {
        StepMs = Milliseconds(step, "step");
        SizeMs = Milliseconds(size, "size");
        if (SizeMs % StepMs != 0)
        {
            throw new StreamProcessingException($"Windows that grow by {step} do not come to {size}: the size must be a multiple of the step.");
        }

        OffsetMs = Mod((long)offset.TotalMilliseconds, SizeMs);
    }

    /// <summary>By how much each window is longer than the one before, in milliseconds.</summary>
    public long StepMs { get; }

    /// <summary>The length of the longest window in milliseconds.</summary>
    public long SizeMs { get; }

    /// <summary>How far the windows are shifted against the epoch, in milliseconds from 0 to <see cref="SizeMs"/> − 1.</summary>
    public long OffsetMs { get; }

    internal override bool ShareSlices => StepMs < SizeMs;

    internal override WatermarkPoint Ends => new(StepMs, OffsetMs - 1);

    /// <summary>Windows over the timestamps of the records; they fire when the watermark passes their end.</summary>
    /// <param name="step">By how much each is longer than the one before, at least a millisecond.</param>
    /// <param name="size">The length of the longest, a multiple of the step.</param>
    /// <param name="offset">The shift against the epoch, zero unless given.</param>
    public static CumulatingWindows OfEventTime(TimeSpan step, TimeSpan size, TimeSpan offset = default) => new(TimeDomain.EventTime, step, size, offset);

    /// <summary>Windows over the moment at which a record is processed; they fire when the clock passes their end.</summary>
    /// <inheritdoc cref="OfEventTime" path="/param"/>
    public static CumulatingWindows OfProcessingTime(TimeSpan step, TimeSpan size, TimeSpan offset = default) =>
        new(TimeDomain.ProcessingTime, step, size, offset);

    internal override Window SliceOf(long timestamp)
    {
        var start = timestamp - Mod(timestamp - OffsetMs, StepMs);
        return new Window(start, start + StepMs);
    }

    internal override Window FirstEndingAfter(long time) => new(BeginOf(time), SliceOf(time).End);

    internal override Window LastWith(long slice)
    {
        var start = BeginOf(slice);
        return new Window(start, start + SizeMs);
    }

    internal override long PivotOf(long start) => start;

    /// <inheritdoc/>
    public override string ToString() =>
        $"cumulating({TimeSpan.FromMilliseconds(StepMs)} up to {TimeSpan.FromMilliseconds(SizeMs)}{(OffsetMs == 0 ? "" : $" + {TimeSpan.FromMilliseconds(OffsetMs)}")}, {Clock})";

    private long BeginOf(long timestamp) => timestamp - Mod(timestamp - OffsetMs, SizeMs);
}
