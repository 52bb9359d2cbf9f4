using System.Globalization;
using AkkaStreamProc.Operators.Jobs;

namespace AkkaStreamProc;

/// <summary>Lengths of time as they are written on a command line.</summary>
public static class Durations
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
    ];

    // Written out, because the usual parser reads 24:00:00 as 24 days and 1:30 as an hour and a half.
    private static readonly string[] Clocks =
    [
        @"h\:mm\:ss",
        @"hh\:mm\:ss",
        @"hh\:mm\:ss\.FFFFFFF",
        @"d\.hh\:mm\:ss",
        @"d\.hh\:mm\:ss\.FFFFFFF",
    ];

    /// <summary>Reads <c>500ms</c>, <c>5s</c>, <c>10m</c>, <c>1h</c>, <c>2d</c> or <c>hh:mm:ss</c>; not negative.</summary>
    /// <param name="name">The option, for the error.</param>
    /// <param name="text">What was given.</param>
    /// <exception cref="StreamProcessingException">The text is no length of time; names the option and the possible forms.</exception>
    public static TimeSpan Parse(string name, string text)
    {
        foreach (var (unit, length) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && decimal.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number <= TimeSpan.FromDays(365_000).Ticks / length.Ticks)
            {
                return TimeSpan.FromTicks((long)(number * length.Ticks));
            }
        }

        if (TimeSpan.TryParseExact(text, Clocks, CultureInfo.InvariantCulture, out var time))
        {
            return time;
        }

        throw new StreamProcessingException($"'{text}' is no length of time, which '--{name}' must be: for example 500ms, 5s, 10m, 1h, 2d or 01:30:00.");
    }
}
