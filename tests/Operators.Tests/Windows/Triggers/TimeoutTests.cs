using AkkaStreamProc.Operators.Windows;
using static AkkaStreamProc.Operators.Tests.Windows.Triggers.TriggerRuns;

namespace AkkaStreamProc.Operators.Tests.Windows.Triggers;

public class TimeoutTests
{
    [Fact]
    public void Time_out_leaves_the_timers_of_the_trigger_that_has_it()
    {
        var run = Listed(keyed => keyed.Window(TumblingWindows.OfProcessingTime(TimeSpan.FromMilliseconds(100))).Trigger(t => t.AtClock().WithTimeout(TimeSpan.FromMilliseconds(20), fromLastRecord: true)));
        Align(run, 100);
        Pass(run, 80);
        Feed(run, 1);
        Pass(run, 1);
        Feed(run, 2);
        Pass(run, 19);

        Values(run).ShouldBe(["1,2"], "the first time-out would have been at the end of the window");
    }

    [Fact]
    public void Window_fires_at_its_end_though_a_time_out_has_fired_before()
    {
        var run = Listed(keyed => keyed.Window(TumblingWindows.OfProcessingTime(TimeSpan.FromMilliseconds(100))).Trigger(t => t.AtClock().WithTimeout(TimeSpan.FromMilliseconds(20))));
        Align(run, 100);
        Feed(run, 1);
        Pass(run, 20);
        Values(run).ShouldBe(["1"]);
        Pass(run, 80);

        Values(run).ShouldBe(["1"]);
    }

    [Fact]
    public void Time_out_of_what_purges_purges()
    {
        var run = Listed(keyed => keyed.Window(GlobalWindows.Instance).Trigger(t => t.Count(3).Purging().WithTimeout(TimeSpan.FromMilliseconds(50))));
        Feed(run, 1, 2);
        Pass(run, 50);
        Values(run).ShouldBe(["1,2"]);
        Feed(run, 3, 4, 5);

        Values(run).ShouldBe(["3,4,5"]);
    }

    [Fact]
    public void Result_by_the_clock_of_a_window_that_never_ends_has_the_timestamp_of_its_last_record()
    {
        var run = Listed(keyed => keyed.Window(GlobalWindows.Instance).Trigger(t => t.Count(9).WithTimeout(TimeSpan.FromMilliseconds(50))));
        run.Feed((new Sale(1, 1), 70), (new Sale(1, 2), 60));
        Pass(run, 50);

        run.TakeResults().ShouldHaveSingleItem().Timestamp.ShouldBe(60);
    }

    [Fact]
    public void Time_out_fires_a_while_behind_the_first_record_since_the_last_firing()
    {
        var run = Listed(keyed => keyed.Window(GlobalWindows.Instance).Trigger(t => t.Count(3).WithTimeout(TimeSpan.FromMilliseconds(50)).Purging()));
        Feed(run, 1);
        Pass(run, 30);
        Feed(run, 2);
        Pass(run, 19);
        Values(run).ShouldBeEmpty();
        Pass(run, 1);
        Values(run).ShouldBe(["1,2"]);
        Feed(run, 3, 4, 5);
        Values(run).ShouldBe(["3,4,5"], "and the time-out is over with it");
        Pass(run, 100);
        Values(run).ShouldBeEmpty();
        Feed(run, 6);
        run.End();

        Values(run).ShouldBe(["6"], "the end of the input waits for no clock");
    }

    [Fact]
    public void Time_out_begins_anew_with_each_record_where_that_is_said()
    {
        var run = Listed(keyed => keyed.Window(GlobalWindows.Instance).Trigger(t => t.Never().WithTimeout(TimeSpan.FromMilliseconds(50), fromLastRecord: true)));
        Feed(run, 1);
        Pass(run, 40);
        Feed(run, 2);
        Pass(run, 40);
        Values(run).ShouldBeEmpty();
        Pass(run, 10);
        Values(run).ShouldBe(["1,2"]);
    }
}
