using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;
using static AkkaStreamProc.Operators.Tests.Windows.Triggers.TriggerRuns;

namespace AkkaStreamProc.Operators.Tests.Windows.Triggers;

public class IntervalTriggerTests
{
    [Fact]
    public void Interval_of_event_time_fires_at_its_multiples_and_at_the_end_of_the_window()
    {
        var run = Listed(keyed => keyed.Window(Tumbling(100)).Trigger(t => t.EveryEventTime(TimeSpan.FromMilliseconds(30))));
        run.Feed((new Sale(1, 1), 35));
        run.Advance(59);
        Values(run).ShouldBeEmpty();
        run.Advance(60);
        Values(run).ShouldBe(["1"]);
        run.Feed((new Sale(1, 2), 65));
        run.Advance(1_000);

        Values(run).ShouldBe(["1,2", "1,2"], "at 90 and at 99");
    }

    [Fact]
    public void Interval_of_the_clock_fires_for_as_long_as_there_is_something()
    {
        var run = Listed(keyed => keyed.Window(GlobalWindows.Instance).Trigger(t => t.EveryProcessingTime(TimeSpan.FromMilliseconds(50)).Purging()));
        Align(run, 50);
        Feed(run, 1, 2);
        Pass(run, 49);
        Values(run).ShouldBeEmpty();
        Pass(run, 1);
        Values(run).ShouldBe(["1,2"]);
        Pass(run, 50);
        Values(run).ShouldBeEmpty();
        Feed(run, 3);
        run.Restart(2);
        Pass(run, 50);

        Values(run).ShouldBe(["3"]);
    }

    [Fact]
    public void Multiples_of_an_interval_that_pass_at_once_fire_once()
    {
        var run = Listed(keyed => keyed.Window(GlobalWindows.Instance).Trigger(t => t.EveryEventTime(TimeSpan.FromMilliseconds(10))));
        run.Feed((new Sale(1, 1), 0));
        run.Advance(9);
        Values(run).ShouldBeEmpty();
        run.Advance(1_000_000_000_000);
        Values(run).ShouldBe(["1"]);
        run.Feed((new Sale(1, 2), 5));
        run.Advance(1_000_000_000_010);
        Values(run).ShouldBe(["1,2"], "it is never late, and shown with the next multiple");
        run.Advance(1_000_000_000_020);
        Values(run).ShouldBe(["1,2"], "what is gathered is shown again");
        run.Advance(Watermarks.Max);

        Values(run).ShouldBe(["1,2", "1,2"], "once, and at the end of all time");
    }

    [Fact]
    public void Sessions_fire_at_multiples_of_an_interval_and_not_at_their_former_ends()
    {
        var run = Listed(keyed => keyed.Window(Sessions(10)).Trigger(t => t.EveryEventTime(TimeSpan.FromMilliseconds(1_000))));
        run.Feed((new Sale(1, 1), 1), (new Sale(1, 2), 9));
        run.Advance(17);
        Values(run).ShouldBeEmpty();
        run.Advance(18);
        Values(run).ShouldBe(["1,2"]);
        run.Feed(Enumerable.Range(0, 12).Select(i => (new Sale(2, i), 950L + (8 * i))));
        run.Advance(999);
        Values(run).ShouldBeEmpty();
        run.Advance(1_000);
        Values(run).Count().ShouldBe(1);
        run.Advance(2_000);
        Values(run).Count().ShouldBe(1, "at the end");
    }

    [Fact]
    public void Windows_that_never_end_and_are_purged_leave_no_timers_behind()
    {
        var run = Listed(keyed => keyed.Window(GlobalWindows.Instance).Trigger(t => t.EveryProcessingTime(TimeSpan.FromMilliseconds(50)).Purging()));
        Align(run, 50);
        Feed(run, 1);
        Pass(run, 50);
        Values(run).ShouldBe(["1"]);
        Pass(run, 50);

        run.Operators.Single().NextProcessingTime.ShouldBe(long.MaxValue);
        Feed(run, 2);
        Pass(run, 50);
        Values(run).ShouldBe(["2"]);
    }

    [Fact]
    public void Session_that_grows_before_the_first_watermark_fires_at_multiples_all_the_same()
    {
        var run = Listed(keyed => keyed.Window(Sessions(10)).Trigger(t => t.EveryEventTime(TimeSpan.FromMilliseconds(20))));
        run.Feed(Enumerable.Range(0, 6).Select(i => (new Sale(1, i), 5L + (8 * i))));
        run.Advance(19);
        Values(run).ShouldBeEmpty();
        run.Advance(20);
        Values(run).ShouldBe(["0,1,2,3,4,5"]);
        run.Advance(40);
        Values(run).ShouldBe(["0,1,2,3,4,5"]);
    }
}
