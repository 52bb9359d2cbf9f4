using System.Globalization;
using AkkaStreamProc.Operators.Jobs;

namespace AkkaStreamProc;

/// <summary>Durations as they are written on a command line.</summary>
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

    private static readonly TimeSpan Longest = TimeSpan.FromDays(365_000);

    /// <summary>Reads <c>500ms</c>, <c>5s</c>, <c>10m</c>, <c>1h30m</c>, <c>2d</c> or <c>hh:mm:ss</c>; not negative.</summary>
    /// <param name="name">The option, for the error.</param>
    /// <param name="text">What was given. Several units stand in their order, the largest first, each once.</param>
    /// <exception cref="StreamProcessingException">The text is not a duration; names the option and the possible forms.</exception>
    public static TimeSpan Parse(string name, string text) =>
        TryParseUnits(text, out var time) || TimeSpan.TryParseExact(text, Clocks, CultureInfo.InvariantCulture, out time)
            ? time
            : throw new StreamProcessingException($"'--{name}' must be a duration such as 500ms, 5s, 10m, 1h30m, 2d or 01:30:00, but is '{text}'.");

    private static bool TryParseUnits(string text, out TimeSpan time)
    {
        var ticks = 0m;
        var smallest = Units.Length;
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept("0123456789.");
            if (digits <= 0 || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                break;
            }

            rest = rest[digits..];
            var letters = rest.IndexOfAnyInRange('0', '9') is >= 0 and var next ? rest[..next] : rest;
            var unit = IndexOf(letters);
            if (unit < 0 || unit >= smallest || number > Longest.Ticks / Units[unit].Length.Ticks)
            {
                break;
            }

            smallest = unit;
            rest = rest[letters.Length..];
            ticks += number * Units[unit].Length.Ticks;
        }

        var isDuration = rest.IsEmpty && text.Length > 0 && ticks <= Longest.Ticks;
        time = isDuration ? TimeSpan.FromTicks((long)ticks) : default;
        return isDuration;
    }

    private static int IndexOf(ReadOnlySpan<char> unit)
    {
        for (var i = 0; i < Units.Length; i++)
        {
            if (unit.SequenceEqual(Units[i].Unit))
            {
                return i;
            }
        }

        return -1;
    }
}
