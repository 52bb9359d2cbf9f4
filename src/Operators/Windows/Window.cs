using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc;

/// <summary>A span of time for which records are gathered.</summary>
/// <param name="Start">The first millisecond of the window, since the Unix epoch.</param>
/// <param name="End">The millisecond behind the last one.</param>
public readonly record struct Window(long Start, long End)
{
    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>The window of all time: that of <see cref="GlobalWindows"/> and <see cref="CountWindows"/>.</summary>
    public static Window Global { get; } = new(long.MinValue, long.MaxValue);

    /// <summary>The last millisecond of the window, which is the timestamp of its results; not of those of <see cref="Global"/>, which bear that of the record that came last.</summary>
    public long MaxTimestamp => End - 1;

    /// <summary><see cref="Start"/> as a point in time, no earlier than the calendar begins.</summary>
    public DateTimeOffset StartTime => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(Start, Earliest, Latest));

    /// <summary><see cref="End"/> as a point in time, no later than the calendar ends.</summary>
    public DateTimeOffset EndTime => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(End, Earliest, Latest));
}
