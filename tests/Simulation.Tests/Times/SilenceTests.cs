using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Times;

/// <summary>The warning that comes by itself: records flow in and nothing comes out, in the cases that no waiting mends.</summary>
public sealed class SilenceTests
{
    private const int NothingComesOut = 1124;

    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public sealed record Visit(string User, DateTimeOffset At);

    [Fact]
    public void Event_time_that_stands_is_told_once_an_hour_with_the_reason()
    {
        using var t = Counting(out var visits, InOrder());
        t.Source(visits).Split("p1");
        for (var minute = 0; minute < 130; minute++)
        {
            t.Source(visits).Send(new Visit("a", Noon.AddMinutes(minute)));
            t.AdvanceClock(Minute);
        }

        var warnings = Warnings(t);
        warnings.Count.ShouldBe(3, "at 5, at 65 and at 125 minutes");
        warnings[0].Source.ShouldBe("counts");
        warnings[0].Time.ShouldBe(Noon.AddMinutes(5));
        warnings[0].Message.ShouldBe(
            "Records flow in, and nothing has come out for 5 min. Its next window ends at 2026-06-01T12:01:00.000Z, and there is no event time yet. " +
            "Event time comes from 'visits': its split 'p1' has had no record for 5 min and has no event time yet, while '0' has reached 2026-06-01T12:03:59.999Z, and the others wait for it: it is never idle; WatermarkStrategy.WithIdleness lets the others go on.");
    }

    [Fact]
    public void Records_that_are_all_late_are_told()
    {
        using var t = Counting(out var visits, InOrder().WithoutClockBound());
        t.Source(visits).Send(new Visit("a", Noon.AddYears(60)));
        t.Source(visits).AdvanceWatermark(Noon.AddYears(60).AddHours(1));
        for (var minute = 0; minute < 20; minute++)
        {
            t.AdvanceClock(Minute);
            t.Source(visits).Send(new Visit("a", Noon.AddMinutes(minute)));
        }

        Warnings(t).ShouldHaveSingleItem().Message.ShouldStartWith("Records flow in, and nothing has come out for");
        Warnings(t)[0].Message.ShouldContain("records were late");
        Warnings(t)[0].Message.ShouldContain("60 years ahead of the clock");
    }

    [Fact]
    public void Window_that_is_long_while_event_time_goes_on_is_no_silence()
    {
        var job = new JobBuilder("time");
        var visits = job.FromSource(new Endless<Visit>(), InOrder(), "visits");
        visits.KeyBy(v => v.User).Window(TumblingWindows.OfEventTime(TimeSpan.FromDays(1))).Count("counts").SinkTo(new Nowhere<WindowResult<string, long>>(), "out");
        using var t = new JobTestKit(job, new JobTestOptions { Start = Noon });

        Flow(t, visits, 30).ShouldBeEmpty();
        t.ExplainTime()["counts"].Reasons.ShouldNotBeEmpty("a reason there is, but nobody must do anything");
    }

    [Fact]
    public void Function_that_lets_nothing_through_is_no_silence()
    {
        var job = new JobBuilder("time");
        var visits = job.FromSource(new Endless<Visit>(), InOrder(), "visits");
        visits.Filter(v => v.User == "nobody").SinkTo(new Nowhere<Visit>(), "out");
        using var t = new JobTestKit(job, new JobTestOptions { Start = Noon });

        Flow(t, visits, 30).ShouldBeEmpty();
    }

    [Fact]
    public void Bounded_input_without_event_time_is_no_silence_and_one_without_end_is()
    {
        foreach (var isBounded in (bool[])[true, false])
        {
            var job = new JobBuilder("time");
            var watermarks = WatermarkStrategy<Visit>.None().WithTimestamps(v => v.At);
            var visits = isBounded ? job.FromSource(new CollectionSource<Visit>([]), watermarks, "visits") : job.FromSource(new Endless<Visit>(), watermarks, "visits");
            visits.KeyBy(v => v.User).Window(TumblingWindows.OfEventTime(Minute)).Count("counts").SinkTo(new Nowhere<WindowResult<string, long>>(), "out");
            using var t = new JobTestKit(job, new JobTestOptions { Start = Noon });

            Flow(t, visits, 30).Count.ShouldBe(isBounded ? 0 : 1);
        }
    }

    [Fact]
    public void Input_in_which_nothing_flows_is_no_silence()
    {
        using var t = Counting(out var visits, InOrder());
        t.Source(visits).Send(new Visit("a", Noon));
        for (var minute = 0; minute < 30; minute++)
        {
            t.AdvanceClock(Minute);
        }

        Warnings(t).ShouldBeEmpty();
    }

    [Fact]
    public void Record_after_a_quiet_night_is_no_silence_before_records_have_come_for_the_whole_limit()
    {
        using var t = Counting(out var visits, InOrder());
        t.Source(visits).Send(new Visit("a", Noon));
        t.AdvanceClock(TimeSpan.FromHours(10));

        Same(4);
        Warnings(t).ShouldBeEmpty();
        Same(2);
        Warnings(t).ShouldHaveSingleItem().Time.ShouldBe(Noon.AddHours(10).AddMinutes(5));

        // Each moves no event time, so the window waits.
        void Same(int minutes)
        {
            for (var minute = 0; minute < minutes; minute++)
            {
                t.Source(visits).Send(new Visit("a", Noon));
                t.AdvanceClock(Minute);
            }
        }
    }

    [Fact]
    public void Rare_records_that_are_late_are_no_silence()
    {
        using var t = Counting(out var visits, InOrder());
        t.Source(visits).Send(new Visit("a", Noon), new Visit("a", Noon.AddMinutes(10)));
        t.Source(visits).AdvanceWatermark(Noon.AddMinutes(30));
        for (var hour = 0; hour < 3; hour++)
        {
            t.AdvanceClock(TimeSpan.FromHours(1));
            t.Source(visits).Send(new Visit("a", Noon.AddMinutes(1)));
        }

        t.AdvanceClock(Minute);

        Warnings(t).ShouldBeEmpty();
        t.ExplainTime()["counts"].Late.ShouldBe(3);
    }

    private static IReadOnlyList<JobEvent> Flow(JobTestKit t, SourceStream<Visit> visits, int minutes)
    {
        for (var minute = 0; minute < minutes; minute++)
        {
            t.Source(visits).Send(new Visit("a", Noon.AddMinutes(minute)));
            t.AdvanceClock(Minute);
        }

        return Warnings(t);
    }

    private static IReadOnlyList<JobEvent> Warnings(JobTestKit t) => [.. t.Events.Where(e => e.Id == NothingComesOut)];

    private static WatermarkStrategy<Visit> InOrder() => WatermarkStrategy<Visit>.Monotonous().WithTimestamps(v => v.At);

    private static JobTestKit Counting(out SourceStream<Visit> visits, WatermarkStrategy<Visit> watermarks)
    {
        var job = new JobBuilder("time");
        visits = job.FromSource(new Endless<Visit>(), watermarks, "visits");
        visits.KeyBy(v => v.User).Window(TumblingWindows.OfEventTime(Minute)).Count("counts").SinkTo(new Nowhere<WindowResult<string, long>>(), "out");
        return new JobTestKit(job, new JobTestOptions { Start = Noon });
    }
}
