using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Operators.Tests.Windows;

public class WindowFiringTests
{
    private static readonly TumblingWindows Tens = TumblingWindows.OfEventTime(TimeSpan.FromMilliseconds(10));

    [Fact]
    public void Windows_fire_oldest_first_with_their_last_millisecond()
    {
        var run = new WindowRun<long>(Tens, TimeSpan.Zero, w => w.Count());
        run.Feed([.. new long[] { 25, 3, 14, -1, 7 }.Select(t => (new Sale(1, 1), t))]);

        run.Advance(29);

        run.TakeResults().ShouldBe(
        [
            (new(1, new Window(-10, 0), 1), -1),
            (new(1, new Window(0, 10), 2), 9),
            (new(1, new Window(10, 20), 1), 19),
            (new(1, new Window(20, 30), 1), 29),
        ]);
    }

    [Fact]
    public void Window_fires_at_its_last_millisecond_and_not_before()
    {
        var run = new WindowRun<long>(Tens, TimeSpan.Zero, w => w.Count());
        run.Feed((new Sale(1, 1), 0), (new Sale(1, 1), 9));

        run.Advance(8);
        run.TakeResults().ShouldBeEmpty();
        run.Advance(9);

        run.TakeResults().ShouldBe([(new(1, new Window(0, 10), 2), 9)]);
    }

    [Fact]
    public void Lateness_ends_exactly_where_it_is_allowed_no_longer()
    {
        var run = new WindowRun<long>(Tens, TimeSpan.FromMilliseconds(5), w => w.Count());
        run.Feed((new Sale(1, 1), 5));

        run.Advance(13);
        run.Feed((new Sale(1, 1), 6));
        run.TakeResults().Select(r => r.Value.Value).ShouldBe([1, 2]);
        run.Advance(14);
        run.Feed((new Sale(1, 1), 7));

        run.TakeResults().ShouldBeEmpty();
        run.TakeLate().ShouldBe([(new Sale(1, 1), 7)]);
        run.Late.ShouldBe(1);
    }

    [Fact]
    public void First_record_of_a_window_that_has_passed_already_emits_at_once()
    {
        var run = new WindowRun<long>(Tens, TimeSpan.FromMilliseconds(50), w => w.Count());
        run.Advance(20);

        run.Feed((new Sale(1, 1), 5), (new Sale(1, 1), 6));

        run.TakeResults().Select(r => r.Value.Value).ShouldBe([1, 2]);
        run.Advance(30);
        run.TakeResults().ShouldBeEmpty();
    }

    [Fact]
    public void Operator_that_finds_no_room_yields_and_goes_on_where_it_stopped()
    {
        var calls = 0;
        var run = new WindowRun<long>(Tens, TimeSpan.Zero, w => w.Count(), hasRoom: () => ++calls % 2 == 0);
        run.Feed([.. Enumerable.Range(0, 5000).Select(shop => (new Sale(shop, 1), 5L))]);

        var yields = run.Advance(20);

        yields.ShouldBeGreaterThan(10);
        run.TakeResults().Select(r => r.Value.Key).Order().ShouldBe(Enumerable.Range(0, 5000));
        run.Out.ShouldBe(5000);
    }

    [Fact]
    public void Barrier_does_not_pass_a_window_that_has_fired_by_half()
    {
        var calls = 0;
        var run = new WindowRun<long>(Tens, TimeSpan.Zero, w => w.Count(), hasRoom: () => ++calls % 2 == 0);
        run.Feed([.. Enumerable.Range(0, 5000).Select(shop => (new Sale(shop, 1), 5L))]);
        var op = run.Operators.First();

        op.OnWatermark(20).ShouldBeFalse();

        op.CanFreezeHalfway.ShouldBeFalse();
        Feeding.Complete(() => op.OnWatermark(20));
        op.CanFreezeHalfway.ShouldBeTrue();
    }

    [Fact]
    public void End_of_time_fires_everything()
    {
        var run = new WindowRun<long>(Tens, TimeSpan.FromDays(1000), w => w.Count());
        run.Feed((new Sale(1, 1), 5), (new Sale(2, 1), 1_000_000));

        run.Advance(Watermarks.Max);

        run.TakeResults().Count.ShouldBe(2);
    }

    [Fact]
    public void Record_without_timestamp_fails_with_the_name_of_the_operator()
    {
        var run = new WindowRun<long>(Tens, TimeSpan.Zero, w => w.Count());

        var error = Should.Throw<StreamProcessingException>(() => run.Feed((new Sale(1, 1), RecordBatch.NoTimestamp)));

        error.Message.ShouldContain("'window'");
        error.Message.ShouldContain("timestamp");
    }

    [Fact]
    public void Sum_that_overflows_fails_instead_of_wrapping()
    {
        var run = new WindowRun<long>(Tens, TimeSpan.Zero, w => w.Sum(s => s.Amount));
        run.Feed((new Sale(1, long.MaxValue), 1));

        Should.Throw<UserFunctionException>(() => run.Feed((new Sale(1, 1), 2))).InnerException.ShouldBeOfType<OverflowException>();
    }

    [Fact]
    public void Sum_of_small_integers_that_overflows_fails_as_well()
    {
        var run = new WindowRun<byte>(Tens, TimeSpan.Zero, w => w.Sum(s => (byte)s.Amount));
        run.Feed((new Sale(1, 200), 1));

        Should.Throw<UserFunctionException>(() => run.Feed((new Sale(1, 100), 2))).InnerException.ShouldBeOfType<OverflowException>();
    }

    [Fact]
    public void Window_of_all_records_fails_without_a_key()
    {
        var job = new JobBuilder("job");
        job.FromSource(new IdleSource<Sale>(), WatermarkStrategy<Sale>.Monotonous()).WindowAll(Tens).Sum(s => s.Amount).SinkTo(new IdleSink<WindowResult<AllRecords, long>>());
        var op = job.Build().Create("window", new TestRuntime().Context("window"));
        op.OpenFresh();
        op.Feed((new Sale(1, long.MaxValue), 1));

        Should.Throw<UserFunctionException>(() => op.Feed((new Sale(1, 1), 2))).Key.ShouldBeNull();
    }
}
