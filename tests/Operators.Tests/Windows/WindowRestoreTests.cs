using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Operators.Tests.Windows;

public class WindowRestoreTests
{
    private static readonly TumblingWindows Tens = TumblingWindows.OfEventTime(TimeSpan.FromMilliseconds(10));

    /// <summary>One record of each of twenty shops, which are spread over all key groups.</summary>
    private static readonly List<(Sale Value, long Timestamp)> OneOfEach = [.. Enumerable.Range(0, 20).Select(shop => (new Sale(shop, 1), 5L))];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Window_that_only_some_of_the_merged_subtasks_had_fired_emits_every_key_once(int fired)
    {
        var run = new WindowRun<long>(Tens, TimeSpan.FromMilliseconds(100), w => w.Count(), parallelism: 2);
        run.Feed(OneOfEach);
        run.AdvanceOnly(fired, 20);
        var before = run.TakeResults();
        before.Count.ShouldBeInRange(1, 19);

        run.Restart(1);
        run.Advance(20);

        before.Concat(run.TakeResults()).Select(r => r.Value.Key).ShouldBe(Enumerable.Range(0, 20), ignoreOrder: true);
    }

    [Fact]
    public void Window_that_is_frozen_while_it_fires_emits_the_rest_after_the_restore()
    {
        // With few keys a window fires at once.
        const int Many = 2 * Pane<int, long>.MaxWhole;
        var room = 5;
        var run = new WindowRun<long>(Tens, TimeSpan.Zero, w => w.Count(), hasRoom: () => room-- > 0);
        run.Feed(Enumerable.Range(0, Many).Select(shop => (new Sale(shop, 1), 5L)));
        run.Operators.Single().OnWatermark(20).ShouldBeFalse();
        var before = run.TakeResults();
        before.Count.ShouldBeInRange(1, Many - 1);

        run.Restart(3);
        room = int.MaxValue;
        run.Advance(20);

        before.Concat(run.TakeResults()).Select(r => r.Value.Key).ShouldBe(Enumerable.Range(0, Many), ignoreOrder: true);
    }

    [Fact]
    public void Windows_that_share_slices_are_frozen_between_two_of_them_and_go_on_after_the_restore()
    {
        var hasRoom = false;
        var run = new WindowRun<long>(
            SlidingWindows.OfEventTime(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(5)), TimeSpan.Zero, w => w.Count(), hasRoom: () => hasRoom);
        run.Feed(OneOfEach.Concat(OneOfEach.Select(r => (r.Value, 12L))));
        var op = run.Operators.Single();
        do
        {
            op.OnWatermark(100).ShouldBeFalse();
        }
        while (!op.CanFreezeHalfway);

        var before = run.TakeResults();
        before.Select(r => r.Timestamp).ShouldAllBe(timestamp => timestamp == 9);
        run.Restart(3);
        hasRoom = true;
        run.Advance(100);

        // At 5 and 12: of the windows that end at 10, 15 and 20 the second has both.
        before.Concat(run.TakeResults()).GroupBy(r => (r.Value.Key, r.Timestamp)).ToDictionary(g => g.Key, g => g.Single().Value.Value)
            .ShouldBe(Enumerable.Range(0, 20).SelectMany(key => new[] { ((key, 9L), 1L), ((key, 14L), 2L), ((key, 19L), 1L) }).ToDictionary(e => e.Item1, e => e.Item2), ignoreOrder: true);
    }

    [Fact]
    public void Watermark_below_the_restored_one_opens_no_window_again()
    {
        var run = new WindowRun<long>(Tens, TimeSpan.Zero, w => w.Count());
        run.Feed((new Sale(1, 1), 5));
        run.Advance(20);
        run.TakeResults().Count.ShouldBe(1);

        run.Restart(1);
        run.Advance(3);
        run.Feed((new Sale(1, 1), 5));
        run.Advance(20);

        run.TakeResults().ShouldBeEmpty();
        run.Late.ShouldBe(1);
    }

    [Fact]
    public void Records_that_come_while_the_snapshot_is_written_are_not_in_it()
    {
        var run = new WindowRun<long>(Tens, TimeSpan.Zero, w => w.Count());
        run.Feed(OneOfEach);

        run.Restart(2, beforeWriting: () => run.Feed(OneOfEach));
        run.Advance(20);

        run.TakeResults().ShouldAllBe(r => r.Value.Value == 1);
    }

    [Fact]
    public void Counters_go_on_after_a_restart_with_fewer_subtasks()
    {
        var run = new WindowRun<long>(Tens, TimeSpan.Zero, w => w.Count(), parallelism: 3);
        run.Feed(OneOfEach);
        run.Advance(20);
        run.Feed(OneOfEach);

        run.Restart(2);

        (run.In, run.Out, run.Late).ShouldBe((40L, 20L, 20L));
    }
}
