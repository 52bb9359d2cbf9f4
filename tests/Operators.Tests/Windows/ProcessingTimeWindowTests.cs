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
