using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Operators.Tests.Windows;

public class ProcessingTimeWindowTests
{
    private static readonly TumblingWindows Seconds = TumblingWindows.OfProcessingTime(TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(200));

    [Fact]
    public void Window_gathers_by_the_clock_and_fires_when_the_clock_has_passed_it()
    {
        var run = Run();
        run.Runtime.Now = 1_300;
        run.Feed((new Sale(1, 10), RecordBatch.NoTimestamp), (new Sale(1, 20), 99_999));
        run.Runtime.Now = 2_199;
        run.Feed((new Sale(1, 30), 0));
        run.FireProcessingTime();
        run.TakeResults().ShouldBeEmpty();

        run.Runtime.Now = 2_200;
        run.FireProcessingTime();

        run.TakeResults().ShouldBe([(new(1, new Window(1_200, 2_200), 60), 2_199)]);
    }

    [Fact]
    public void Operator_names_the_moment_at_which_its_oldest_window_is_due()
    {
        var run = Run();
        run.Operators.Single().NextProcessingTime.ShouldBe(long.MaxValue);
        run.Runtime.Now = 1_300;
        run.Feed((new Sale(1, 1), 0));
        run.Runtime.Now = 2_500;
        run.Feed((new Sale(1, 1), 0));

        run.Operators.Single().NextProcessingTime.ShouldBe(2_200);
        run.FireProcessingTime();
        run.Operators.Single().NextProcessingTime.ShouldBe(3_200);
    }

    [Fact]
    public void Watermarks_do_not_fire_windows_of_the_clock()
    {
        var run = Run();
        run.Runtime.Now = 1_300;
        run.Feed((new Sale(1, 1), 0));

        run.Advance(Watermarks.Max);

        run.TakeResults().ShouldBeEmpty();
    }

    [Fact]
    public void Wall_clock_that_is_set_back_gives_no_window_twice_and_holds_none_up()
    {
        var run = Run();
        var sent = 0;
        var results = new List<(long Start, int Sum)>();
        for (var step = 0; step < 400; step++)
        {
            run.Feed((new Sale(1, 1), 0));
            sent++;
            run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(50));
            run.FireProcessingTime();
            results.AddRange(run.TakeResults().Select(r => (r.Value.Window.Start, (int)r.Value.Value)));
            if (step == 100)
            {
                run.Runtime.Clock.SetWallClock(TimeSpan.FromSeconds(-7));
            }
        }

        // 400 steps of 50 ms, of which 300 at nine tenths of the speed.
        results.Count.ShouldBeInRange(17, 19);
        results.Select(r => r.Start).ShouldBeUnique();
        run.Runtime.Clock.Advance(TimeSpan.FromSeconds(2));
        run.FireProcessingTime();
        (results.Sum(r => r.Sum) + run.TakeResults().Sum(r => (int)r.Value.Value)).ShouldBe(sent);
    }

    [Fact]
    public void Wall_clock_that_was_set_back_before_a_restart_gives_no_window_twice()
    {
        var run = Run();
        run.Runtime.Clock.Advance(TimeSpan.FromSeconds(100));
        run.Feed((new Sale(1, 1), 0));
        run.Runtime.Clock.Advance(TimeSpan.FromSeconds(1));
        run.FireProcessingTime();
        run.TakeResults().Count.ShouldBe(1);

        run.Runtime.Clock.SetWallClock(TimeSpan.FromSeconds(-60));
        run.Restart(2);
        run.Feed((new Sale(1, 1), 0));
        run.Runtime.Clock.Advance(TimeSpan.FromSeconds(2));
        run.FireProcessingTime();

        run.TakeResults().ShouldHaveSingleItem().Value.Window.Start.ShouldBeGreaterThanOrEqualTo(101_000 - 800);
    }

    [Fact]
    public void End_of_the_input_fires_what_is_open()
    {
        var run = Run();
        run.Runtime.Now = 1_300;
        run.Feed((new Sale(1, 5), 0), (new Sale(2, 6), 0));

        run.End();

        run.TakeResults().Select(r => r.Value.Value).ShouldBe([5, 6], ignoreOrder: true);
    }

    [Fact]
    public void Restored_window_fires_with_what_it_had_and_what_still_comes()
    {
        var run = Run();
        run.Runtime.Now = 1_300;
        run.Feed((new Sale(1, 5), 0), (new Sale(2, 6), 0));

        run.Restart(2);
        run.Feed((new Sale(1, 10), 0));
        run.Runtime.Now = 9_000;
        run.FireProcessingTime();

        run.TakeResults().Select(r => (r.Value.Key, r.Value.Value)).ShouldBe([(1, 15L), (2, 6L)], ignoreOrder: true);
        run.Operators.ShouldAllBe(o => o.NextProcessingTime == long.MaxValue);
    }

    private static WindowRun<long> Run() => new(Seconds, TimeSpan.Zero, w => w.Sum(s => s.Amount));
}
