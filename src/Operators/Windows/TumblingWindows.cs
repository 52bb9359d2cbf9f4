using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc;

/// <summary>Windows of one length that follow each other without gap or overlap.</summary>
/// <remarks>
/// A window begins at <c>offset + k · size</c> milliseconds since the Unix epoch, for every integer <c>k</c>; so windows
/// of a day begin at midnight UTC, and with an offset of −8 hours at midnight in China.
/// </remarks>
public sealed record TumblingWindows
{
    private TumblingWindows(TimeDomain time, TimeSpan size, TimeSpan offset)
    {
        SizeMs = (long)size.TotalMilliseconds;
        if (SizeMs <= 0 || size.Ticks % TimeSpan.TicksPerMillisecond != 0)
        {
            throw new StreamProcessingException($"A window of {size} is not possible: the size must be one or more whole milliseconds.");
        }

        Time = time;
        OffsetMs = ((long)offset.TotalMilliseconds % SizeMs + SizeMs) % SizeMs;
    }

    /// <summary>Which clock the windows follow.</summary>
    public TimeDomain Time { get; }

    /// <summary>The length of a window in milliseconds.</summary>
    public long SizeMs { get; }

    /// <summary>How far the windows are shifted against the epoch, in milliseconds from 0 to <see cref="SizeMs"/> − 1.</summary>
    public long OffsetMs { get; }

    /// <summary>Windows over the timestamps of the records; they fire when the watermark passes their end.</summary>
    /// <param name="size">The length, at least a millisecond.</param>
    /// <param name="offset">The shift against the epoch, zero unless given.</param>
    public static TumblingWindows OfEventTime(TimeSpan size, TimeSpan offset = default) => new(TimeDomain.EventTime, size, offset);

    /// <summary>Windows over the moment at which a record is processed; they fire when the clock passes their end.</summary>
    /// <inheritdoc cref="OfEventTime" path="/param"/>
    public static TumblingWindows OfProcessingTime(TimeSpan size, TimeSpan offset = default) => new(TimeDomain.ProcessingTime, size, offset);

    /// <summary>The start of the window a moment falls into.</summary>
    public long StartOf(long timestamp)
    {
        var remainder = (timestamp - OffsetMs) % SizeMs;
        return timestamp - (remainder < 0 ? remainder + SizeMs : remainder);
    }

    /// <summary>The last millisecond of the window with a start: the timestamp of its results.</summary>
    internal long LastOf(long start) => start + SizeMs - 1;

    /// <inheritdoc/>
    public override string ToString() =>
        $"tumbling({TimeSpan.FromMilliseconds(SizeMs)}{(OffsetMs == 0 ? "" : $" + {TimeSpan.FromMilliseconds(OffsetMs)}")}, {(Time == TimeDomain.EventTime ? "event time" : "processing time")})";
}
