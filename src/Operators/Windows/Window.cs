using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc;

/// <summary>A span of time for which records are gathered.</summary>
/// <param name="Start">The first millisecond of the window, since the Unix epoch.</param>
/// <param name="End">The millisecond behind the last one.</param>
public readonly record struct Window(long Start, long End)
{
    /// <summary>The last millisecond of the window, which is the timestamp of its results.</summary>
    public long MaxTimestamp => End - 1;

    /// <summary><see cref="Start"/> as a point in time.</summary>
    public DateTimeOffset StartTime => DateTimeOffset.FromUnixTimeMilliseconds(Start);

    /// <summary><see cref="End"/> as a point in time.</summary>
    public DateTimeOffset EndTime => DateTimeOffset.FromUnixTimeMilliseconds(End);
}
