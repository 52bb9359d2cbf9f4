using AkkaStreamProc.Operators.Windows;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Windows;

public class CalendarWindowTests
{
    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;

    private static readonly TimeZoneInfo Berlin = Zone("Europe/Berlin");

    [Theory]
    [InlineData("2026-03-29T12:00+02:00", 23)]
    [InlineData("2026-10-25T12:00+01:00", 25)]
    [InlineData("2026-06-01T00:00+02:00", 24)]
    public void Day_is_as_long_as_it_is_in_its_zone(string moment, int hours)
    {
        var window = CalendarWindows.Days(Berlin).SliceOf(Ms(moment));

        (window.End - window.Start).ShouldBe(hours * Hour);
        TimeZoneInfo.ConvertTime(window.StartTime, Berlin).TimeOfDay.ShouldBe(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("2026-02-28T23:59:59.999+01:00", "2026-02-01T00:00+01:00", "2026-03-01T00:00+01:00")]
    [InlineData("2026-03-01T00:00+01:00", "2026-03-01T00:00+01:00", "2026-04-01T00:00+02:00")]
    [InlineData("1969-12-31T23:00+00:00", "1970-01-01T00:00+01:00", "1970-02-01T00:00+01:00")]
    [InlineData("1969-12-31T22:59+00:00", "1969-12-01T00:00+01:00", "1970-01-01T00:00+01:00")]
    public void Months_begin_with_their_first_day(string moment, string start, string end) =>
        CalendarWindows.Months(Berlin).SliceOf(Ms(moment)).ShouldBe(new Window(Ms(start), Ms(end)));

    [Theory]
    [InlineData(DayOfWeek.Monday, "2026-11-30", "2026-12-07")]
    [InlineData(DayOfWeek.Sunday, "2026-11-29", "2026-12-06")]
    [InlineData(DayOfWeek.Tuesday, "2026-11-24", "2026-12-01")]
    public void Weeks_begin_with_the_day_that_is_said(DayOfWeek first, string start, string end) =>
        CalendarWindows.Weeks(TimeZoneInfo.Utc, first).SliceOf(Ms("2026-11-30T08:00Z")).ShouldBe(new Window(Ms(start + "T00:00Z"), Ms(end + "T00:00Z")));

    [Fact]
    public void Several_units_are_counted_from_1970()
    {
        CalendarWindows.Months(TimeZoneInfo.Utc, 3).SliceOf(Ms("2026-11-30T08:00Z")).ShouldBe(new Window(Ms("2026-10-01T00:00Z"), Ms("2027-01-01T00:00Z")));
        CalendarWindows.Years(TimeZoneInfo.Utc, 10).SliceOf(Ms("2026-11-30T08:00Z")).ShouldBe(new Window(Ms("2020-01-01T00:00Z"), Ms("2030-01-01T00:00Z")));
        CalendarWindows.Days(TimeZoneInfo.Utc, 2).SliceOf(Ms("1969-12-31T08:00Z")).ShouldBe(new Window(Ms("1969-12-30T00:00Z"), Ms("1970-01-01T00:00Z")));
    }

    /// <summary>Midnight is skipped, comes twice, the zone changes its mind, or is no multiple of an hour away.</summary>
    [Theory]
    [InlineData("Europe/Berlin", "2026-03-27T00:00Z")]
    [InlineData("Asia/Beirut", "2026-03-27T00:00Z")]
    [InlineData("America/Havana", "2026-10-30T00:00Z")]
    [InlineData("America/Asuncion", "2023-09-30T00:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-04-03T00:00Z")]
    [InlineData("Asia/Kathmandu", "1985-12-30T00:00Z")]
    [InlineData("Pacific/Apia", "2011-12-28T00:00Z")]
    [InlineData("America/St_Johns", "2006-10-27T00:00Z")]
    public void Day_begins_with_its_first_moment_and_lasts_to_the_next_ones(string zone, string from)
    {
        var windows = CalendarWindows.Days(Zone(zone));
        var begins = new List<long>();
        var latest = DateOnly.MinValue;
        // The days by the clock on the wall, minute by minute: one begins where the date is later than ever before.
        for (var t = Ms(from); t < Ms(from) + 6 * 24 * Hour; t += Minute)
        {
            var date = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(t), windows.Zone).DateTime);
            if (date > latest)
            {
                latest = date;
                begins.Add(t);
            }
        }

        foreach (var (start, end) in begins.Skip(1).Zip(begins.Skip(2)))
        {
            windows.SliceOf(start).ShouldBe(new Window(start, end));
            windows.SliceOf(end - 1).ShouldBe(new Window(start, end));
            windows.FirstEndingAfter(start).ShouldBe(new Window(start, end));
            ((start + windows.Ends.Period) % windows.Ends.Period).ShouldBe(0, "watermarks are exact there");
        }
    }

    [Fact]
    public void Counts_by_day_agree_with_the_naive_computation() =>
        Gen.Select(Gen.Long[0, 80 * 24 * Hour], Gen.Int[0, 6]).Array[1, 60].Sample(
            records =>
            {
                var run = new WindowRun<long>(CalendarWindows.Days(Berlin), TimeSpan.Zero, w => w.Count());
                var from = Ms("2026-03-01T00:00Z");
                run.Feed(records.Select(r => (new Sale(r.Item2, 1), from + r.Item1)));
                run.Advance(Operators.Time.Watermarks.Max);

                run.TakeResults().Select(r => (r.Value.Key, TimeZoneInfo.ConvertTime(r.Value.Window.StartTime, Berlin).Date, r.Value.Value)).ShouldBe(
                    records.GroupBy(r => (r.Item2, TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(from + r.Item1), Berlin).Date))
                        .Select(g => (g.Key.Item1, g.Key.Date, (long)g.Count())),
                    ignoreOrder: true);
            },
            iter: 50);

    [Fact]
    public void Time_outside_the_calendar_is_in_a_window_of_its_own()
    {
        var days = CalendarWindows.Days(Berlin);

        days.SliceOf(Ms("0001-01-01T00:00Z")).Start.ShouldBe(long.MinValue);
        days.SliceOf(days.SliceOf(long.MinValue).End).Start.ShouldBe(days.SliceOf(long.MinValue).End);
        days.SliceOf(long.MaxValue - 1).End.ShouldBe(long.MaxValue);
        days.SliceOf(days.SliceOf(long.MaxValue - 1).Start - 1).End.ShouldBe(days.SliceOf(long.MaxValue - 1).Start);
    }

    [Fact]
    public void Windows_longer_than_the_calendar_are_refused()
    {
        Should.Throw<StreamProcessingException>(() => CalendarWindows.Years(Berlin, 5_000)).Message.ShouldBe("Windows of 5000 calendar units are not possible: the calendar has no two of them.");
        Should.Throw<StreamProcessingException>(() => CalendarWindows.Days(Berlin, int.MaxValue));
    }

    private static TimeZoneInfo Zone(string id) => TimeZoneInfo.FindSystemTimeZoneById(id);

    private static long Ms(string moment) => DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
