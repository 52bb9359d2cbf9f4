using AkkaStreamProc.Operators.Windows.Triggers;

namespace AkkaStreamProc;

/// <summary>Makes the triggers that come with the library.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <example>
/// <code>
/// clicks.KeyBy(c => c.User)
///     .Window(TumblingWindows.OfEventTime(TimeSpan.FromHours(1)))
///     .Trigger(t => t.AtWatermark().EarlyEvery(TimeSpan.FromSeconds(10)))
///     .Count();
/// </code>
/// </example>
public sealed class Triggers<T>
{
    internal static readonly Triggers<T> Instance = new();

    private Triggers()
    {
    }

    /// <summary>When the watermark reaches the last millisecond of the window, and with each late record that is allowed.</summary>
    public WatermarkTrigger<T> AtWatermark() => new();

    /// <summary>When the clock passes the end of the window.</summary>
    public Trigger<T, bool> AtClock() => new ClockTrigger<T>();

    /// <summary>With every so many records.</summary>
    /// <param name="records">How many, at least one.</param>
    public Trigger<T, long> Count(long records) => new CountTrigger<T>(TriggerValues.Positive(records, "A trigger that fires"));

    /// <summary>At multiples of an interval of event time since the epoch, at the last millisecond of the window, and with each late record that is allowed.</summary>
    /// <param name="interval">The interval, at least a millisecond.</param>
    public Trigger<T, long?> EveryEventTime(TimeSpan interval) => new ContinuousEventTimeTrigger<T>(TriggerValues.Milliseconds(interval, "A trigger with an interval"));

    /// <summary>At multiples of an interval of the clock since the epoch, from the first record of the window on. The end of the window is no firing by itself.</summary>
    /// <param name="interval">The interval, at least a millisecond.</param>
    public Trigger<T, long?> EveryProcessingTime(TimeSpan interval) => new ContinuousClockTrigger<T>(TriggerValues.Milliseconds(interval, "A trigger with an interval"));

    /// <summary>With each record that is further than a threshold from the one that fired last; the first one is compared with, and does not fire.</summary>
    /// <param name="threshold">The distance.</param>
    /// <param name="distance">From the record that fired last and the one at hand to their distance.</param>
    /// <remarks>Not for windows that merge.</remarks>
    public Trigger<T, Reference<T>> Delta(double threshold, Func<T, T, double> distance) => new DeltaTrigger<T>(threshold, distance);

    /// <summary>Never, but for what is added to it: <see cref="Trigger{T, TState}.WithTimeout"/>.</summary>
    public Trigger<T, bool> Never() => new NeverTrigger<T>();
}
