using System.Collections.Concurrent;
using System.Numerics;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc;

/// <summary>Days, weeks, months or years of a time zone, each as long as it is there: a day has 23, 24 or 25 hours.</summary>
/// <remarks>
/// A window begins with the first moment of its first day. Several days, weeks, months or years are counted from 1 January 1970
/// (weeks: from the first day of the week at or before it; years: from year 0). The zone is the one that the system knows when the job
/// runs: its rules may change with an update. Times before the year 3 are in one window, those behind the year 9,989 in another. (Apache
/// Beam's calendar windows.)
/// </remarks>
public sealed record CalendarWindows : AlignedWindows
{
    private static readonly DateOnly Epoch = new(1970, 1, 1);
    private static readonly TimeSpan Around = TimeSpan.FromHours(26);
    private static readonly long DayMs = (long)TimeSpan.FromDays(1).TotalMilliseconds;

    // A few days of each year, in which the clock is set.
    private static readonly ConcurrentDictionary<(TimeZoneInfo Zone, DateOnly Day), long> SearchedBegins = new();

    private readonly CalendarUnit _unit;
    private readonly int _count;
    private readonly DayOfWeek _firstDay;

    // Before and behind that there is one window each.
    private readonly long _begin;
    private readonly long _end;

    private CalendarWindows(CalendarUnit unit, int count, TimeZoneInfo zone, DayOfWeek firstDay, TimeDomain time)
        : base(time)
    {
        ArgumentNullException.ThrowIfNull(zone);
        _unit = unit;
        _count = count >= 1 ? count : throw new StreamProcessingException($"Windows of {count} calendar units are not possible: it must be one or more.");
        _firstDay = firstDay;
        Zone = zone;
        Ends = new WatermarkPoint(PeriodOf(zone), -1);
        var (first, last) = (NumberOf(new DateOnly(2, 1, 1)) + 1, NumberOf(new DateOnly(9990, 1, 1)));
        if (first >= last)
        {
            throw new StreamProcessingException($"Windows of {count} calendar units are not possible: the calendar has no two of them.");
        }

        (_begin, _end) = (StartOf(first), StartOf(last));
    }

    /// <summary>The time zone.</summary>
    public TimeZoneInfo Zone { get; }

    internal override bool ShareSlices => false;

    internal override WatermarkPoint Ends { get; }

    /// <summary>Days.</summary>
    /// <param name="zone">The time zone, as of <see cref="TimeZoneInfo.FindSystemTimeZoneById"/>.</param>
    /// <param name="count">How many a window has, at least one.</param>
    /// <param name="time">Which clock the windows follow.</param>
    public static CalendarWindows Days(TimeZoneInfo zone, int count = 1, TimeDomain time = TimeDomain.EventTime) =>
        new(CalendarUnit.Day, count, zone, DayOfWeek.Monday, time);

    /// <summary>Weeks.</summary>
    /// <param name="zone">The time zone, as of <see cref="TimeZoneInfo.FindSystemTimeZoneById"/>.</param>
    /// <param name="firstDay">The day that a week begins with.</param>
    /// <param name="count">How many a window has, at least one.</param>
    /// <param name="time">Which clock the windows follow.</param>
    public static CalendarWindows Weeks(TimeZoneInfo zone, DayOfWeek firstDay = DayOfWeek.Monday, int count = 1, TimeDomain time = TimeDomain.EventTime) =>
        new(CalendarUnit.Week, count, zone, firstDay, time);

    /// <summary>Months.</summary>
    /// <inheritdoc cref="Days" path="/param"/>
    public static CalendarWindows Months(TimeZoneInfo zone, int count = 1, TimeDomain time = TimeDomain.EventTime) =>
        new(CalendarUnit.Month, count, zone, DayOfWeek.Monday, time);

    /// <summary>Years.</summary>
    /// <inheritdoc cref="Days" path="/param"/>
    public static CalendarWindows Years(TimeZoneInfo zone, int count = 1, TimeDomain time = TimeDomain.EventTime) =>
        new(CalendarUnit.Year, count, zone, DayOfWeek.Monday, time);

    /// <inheritdoc/>
    public override string ToString() =>
        $"calendar({_count} {_unit}{(_unit == CalendarUnit.Week ? $" from {_firstDay}" : "")}, {Zone.Id}, {Clock})";

    internal override Window SliceOf(long timestamp)
    {
        if (timestamp < _begin)
        {
            return new Window(long.MinValue, _begin);
        }

        if (timestamp >= _end)
        {
            return new Window(_end, long.MaxValue);
        }

        var utc = DateTimeOffset.FromUnixTimeMilliseconds(timestamp);
        // The first moment of a day may, by the clock on the wall, belong to the end of the day before.
        var number = NumberOf(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(utc, Zone).DateTime));
        while (StartOf(number + 1) <= timestamp)
        {
            number++;
        }

        while (StartOf(number) > timestamp)
        {
            number--;
        }

        return new Window(StartOf(number), StartOf(number + 1));
    }

    internal override Window FirstEndingAfter(long time) => SliceOf(time);

    internal override Window LastWith(long slice) => SliceOf(slice);

    internal override long PivotOf(long start) => start;

    /// <summary>The number of the window with a day.</summary>
    private int NumberOf(DateOnly day) => Modulo.Quotient(
        _unit switch
        {
            CalendarUnit.Day => day.DayNumber - Epoch.DayNumber,
            CalendarUnit.Week => Modulo.Quotient(day.DayNumber - FirstWeek.DayNumber, 7),
            CalendarUnit.Month => ((day.Year - Epoch.Year) * 12) + day.Month - 1,
            _ => day.Year,
        },
        _count);

    private DateOnly FirstWeek => Epoch.AddDays(-((7 + (int)Epoch.DayOfWeek - (int)_firstDay) % 7));

    /// <summary>The first moment of the window with a number.</summary>
    private long StartOf(int number)
    {
        var units = number * _count;
        var day = _unit switch
        {
            CalendarUnit.Day => Epoch.AddDays(units),
            CalendarUnit.Week => FirstWeek.AddDays(units * 7),
            CalendarUnit.Month => Epoch.AddMonths(units),
            _ => new DateOnly(Math.Max(units, 1), 1, 1),
        };
        return BeginOf(day);
    }

    /// <summary>The first moment of a day: where midnight does not exist, what follows; where it comes twice, the first.</summary>
    private long BeginOf(DateOnly day)
    {
        var midnight = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var (before, after) = (midnight - Around, midnight + Around);
        var offset = Zone.GetUtcOffset(before);
        if (offset == Zone.GetUtcOffset(after))
        {
            return (midnight - offset).ToUnixTimeMilliseconds();
        }

        return SearchedBegins.GetOrAdd((Zone, day), static (searched, from) => Search(searched.Zone, searched.Day, from), before);
    }

    /// <summary>Asks moment by moment which local times there are: the clock is set around midnight.</summary>
    private static long Search(TimeZoneInfo zone, DateOnly day, DateTimeOffset from)
    {
        var moment = from;
        while (DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime) < day)
        {
            moment = moment.AddMinutes(1);
        }

        return moment.ToUnixTimeMilliseconds();
    }

    /// <summary>Every first moment of a day is a multiple of this.</summary>
    private static long PeriodOf(TimeZoneInfo zone)
    {
        var period = new BigInteger(DayMs);
        var offsets = zone.GetAdjustmentRules()
            .SelectMany(rule => new[] { zone.BaseUtcOffset + rule.BaseUtcOffsetDelta, zone.BaseUtcOffset + rule.BaseUtcOffsetDelta + rule.DaylightDelta })
            .Append(zone.BaseUtcOffset);
        foreach (var offset in offsets)
        {
            period = BigInteger.GreatestCommonDivisor(period, (long)offset.TotalMilliseconds);
        }

        return (long)period;
    }

    private enum CalendarUnit
    {
        Day,
        Week,
        Month,
        Year,
    }
}
