using System.Buffers.Text;

namespace AkkaStreamProc.Examples.ClickCounts;

/// <summary>Event times as they stand in a click: ISO 8601 or milliseconds.</summary>
/// <remarks>
/// The extended form of ISO 8601: <c>2024-01-31</c>, <c>2024-01-31T23:59</c>, <c>2024-01-31T23:59:59.999+01:00</c>; a
/// space may stand for the T, a comma for the point, and what has no offset is UTC. Parts of a millisecond are cut off.
/// Times before 1970 and after 9999 are impossible, and so is a leap second.
/// </remarks>
internal static class EventTimes
{
    /// <summary>The last millisecond of the year 9999.</summary>
    public const long Max = 253_402_300_799_999;

    private const long MsPerDay = 86_400_000;
    private const int MaxOffsetHours = 23;

    private static ReadOnlySpan<byte> DaysOfMonth => [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    /// <summary>Understands a string: digits alone are milliseconds, everything else is ISO 8601.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long milliseconds)
    {
        if (!text.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return Utf8Parser.TryParse(text, out milliseconds, out var consumed) && consumed == text.Length && milliseconds <= Max;
        }

        return TryParseIso(text, out milliseconds) && milliseconds is >= 0 and <= Max;
    }

    private static bool TryParseIso(ReadOnlySpan<byte> text, out long milliseconds)
    {
        milliseconds = 0;
        if (!TryTake(ref text, 4, 0, 9999, out var year)
            || !TryTake(ref text, '-')
            || !TryTake(ref text, 2, 1, 12, out var month)
            || !TryTake(ref text, '-')
            || !TryTake(ref text, 2, 1, DaysIn(year, month), out var day))
        {
            return false;
        }

        milliseconds = DaysSinceEpoch(year, month, day) * MsPerDay;
        if (text.IsEmpty)
        {
            return true;
        }

        return (TryTake(ref text, 'T') || TryTake(ref text, ' ') || TryTake(ref text, 't'))
            && TryTakeTimeOfDay(ref text, ref milliseconds)
            && TryTakeOffset(ref text, ref milliseconds)
            && text.IsEmpty;
    }

    private static bool TryTakeTimeOfDay(ref ReadOnlySpan<byte> text, ref long milliseconds)
    {
        if (!TryTake(ref text, 2, 0, 23, out var hour) || !TryTake(ref text, ':') || !TryTake(ref text, 2, 0, 59, out var minute))
        {
            return false;
        }

        milliseconds += (hour * 60 + minute) * 60_000L;
        if (!TryTake(ref text, ':'))
        {
            return true;
        }

        if (!TryTake(ref text, 2, 0, 59, out var second))
        {
            return false;
        }

        milliseconds += second * 1000L;
        return (!TryTake(ref text, '.') && !TryTake(ref text, ',')) || TryTakeFraction(ref text, ref milliseconds);
    }

    private static bool TryTakeFraction(ref ReadOnlySpan<byte> text, ref long milliseconds)
    {
        var digits = 0;
        for (var weight = 100; digits < text.Length && char.IsAsciiDigit((char)text[digits]); digits++, weight /= 10)
        {
            milliseconds += (text[digits] - '0') * weight;
        }

        text = text[digits..];
        return digits > 0;
    }

    private static bool TryTakeOffset(ref ReadOnlySpan<byte> text, ref long milliseconds)
    {
        if (text.IsEmpty || TryTake(ref text, 'Z') || TryTake(ref text, 'z'))
        {
            return true;
        }

        var sign = TryTake(ref text, '+') ? 1 : TryTake(ref text, '-') ? -1 : 0;
        if (sign == 0 || !TryTake(ref text, 2, 0, MaxOffsetHours, out var hours))
        {
            return false;
        }

        var minutes = 0;
        var hasColon = TryTake(ref text, ':');
        if ((hasColon || !text.IsEmpty) && !TryTake(ref text, 2, 0, 59, out minutes))
        {
            return false;
        }

        milliseconds -= sign * (hours * 60 + minutes) * 60_000L;
        return true;
    }

    private static int DaysIn(int year, int month) =>
        month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : DaysOfMonth[month - 1];

    /// <summary>Howard Hinnant's days_from_civil: the year begins in March, so that the leap day is its last.</summary>
    private static long DaysSinceEpoch(int year, int month, int day)
    {
        var shifted = month <= 2 ? year - 1 : year;
        var era = Math.DivRem(shifted, 400, out var yearOfEra);
        if (yearOfEra < 0)
        {
            era--;
            yearOfEra += 400;
        }

        var dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        var dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097L + dayOfEra - 719_468;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> text, char expected)
    {
        if (text.IsEmpty || text[0] != expected)
        {
            return false;
        }

        text = text[1..];
        return true;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> text, int digits, int min, int max, out int number)
    {
        number = 0;
        if (text.Length < digits)
        {
            return false;
        }

        foreach (var digit in text[..digits])
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            number = number * 10 + digit - '0';
        }

        text = text[digits..];
        return number >= min && number <= max;
    }
}
