using System.Globalization;

namespace AkkaStreamProc.Operators.Time;

/// <summary>Writes lengths of time for people.</summary>
internal static class SpanText
{
    private const double DaysPerYear = 365.2425;

    /// <summary>In the unit that leaves one to three digits, mostly: <c>250 ms</c>, <c>12.5 s</c>, <c>35 min</c>, <c>64.1 years</c>.</summary>
    public static string Of(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => In(span.TotalMilliseconds, "0", "ms"),
        { TotalMinutes: < 2 } => In(span.TotalSeconds, "0.###", "s"),
        { TotalHours: < 2 } => In(span.TotalMinutes, "0.#", "min"),
        { TotalDays: < 2 } => In(span.TotalHours, "0.#", "h"),
        { TotalDays: < 2 * DaysPerYear } => In(span.TotalDays, "0.#", "days"),
        _ => In(span.TotalDays / DaysPerYear, "0.#", "years"),
    };

    /// <summary>The same of milliseconds, which may be more than a <see cref="TimeSpan"/> holds.</summary>
    public static string OfMilliseconds(long milliseconds) =>
        milliseconds < TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond ? Of(TimeSpan.FromMilliseconds(milliseconds)) : $"{milliseconds} ms";

    private static string In(double value, string format, string unit) => $"{value.ToString(format, CultureInfo.InvariantCulture)} {unit}";
}
