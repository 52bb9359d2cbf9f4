using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;
using static AkkaStreamProc.Operators.Tests.Windows.Triggers.TriggerRuns;

namespace AkkaStreamProc.Operators.Tests.Windows.Triggers;

public class NeverEndingWindowTests
{
    [Fact]
    public void Windows_of_so_many_records_follow_each_other()
    {
        var run = Listed(keyed => keyed.Window(CountWindows.Tumbling(3)));
        Feed(run, 1, 2, 3, 4, 5, 6, 7);
        Values(run).ShouldBe(["1,2,3", "4,5,6"]);
        run.Restart(2);
        Feed(run, 8, 9);

        Values(run).ShouldBe(["7,8,9"]);
    }

    [Fact]
    public void Sliding_windows_of_so_many_records_are_the_last_of_them()
    {
        var run = Listed(keyed => keyed.Window(CountWindows.Sliding(4, 2)));
        Feed(run, 1, 2, 3, 4, 5, 6, 7, 8);

        Values(run).ShouldBe(["1,2", "1,2,3,4", "3,4,5,6", "5,6,7,8"]);
    }

    [Fact]
    public void Windows_of_so_many_records_need_no_timestamps()
    {
        var run = Listed(keyed => keyed.Window(CountWindows.Tumbling(2)));
        run.Feed((new Sale(1, 1), Operators.Batches.RecordBatch.NoTimestamp), (new Sale(1, 2), Operators.Batches.RecordBatch.NoTimestamp));

        run.TakeResults().ShouldHaveSingleItem().ShouldBe((new WindowResult<int, string>(1, Window.Global, "1,2"), Operators.Batches.RecordBatch.NoTimestamp));
    }

    [Fact]
    public void Result_of_a_window_that_never_ends_has_the_timestamp_of_the_record_that_fired_it()
    {
        var run = Listed(keyed => keyed.Window(CountWindows.Tumbling(2)));
        run.Feed((new Sale(1, 1), 5), (new Sale(1, 2), 3));

        run.TakeResults().ShouldHaveSingleItem().Timestamp.ShouldBe(3);
    }

    [Fact]
    public void Windows_that_are_full_leave_nothing_behind()
    {
        var run = Listed(keyed => keyed.Window(CountWindows.Tumbling(2)));
        var empty = run.Operators.Single().MeasureMemory().State;
        run.Feed(Enumerable.Range(0, 10_000).SelectMany(shop => new[] { (new Sale(shop, 1), 0L), (new Sale(shop, 2), 0L) }));

        run.TakeResults().Count.ShouldBe(10_000);
        run.Operators.Single().MeasureMemory().State.ShouldBeLessThan(empty + 100_000);
    }

    [Fact]
    public void Windows_that_never_end_need_a_trigger() =>
        Should.Throw<StreamProcessingException>(() => Listed(keyed => keyed.Window(GlobalWindows.Instance)))
            .Message.ShouldBe("The windows of 'window' never end, and have no trigger, so they would never emit anything. Give them one: .Trigger(t => t.Count(100)).");

    [Fact]
    public void All_there_was_is_emitted_at_the_end_of_the_input_where_the_watermark_is_waited_for()
    {
        var run = Listed(keyed => keyed.Window(GlobalWindows.Instance).Trigger(t => t.AtWatermark()));
        Feed(run, 1, 2);
        run.Advance(1_000_000);
        Values(run).ShouldBeEmpty();
        run.Advance(Watermarks.Max);

        Values(run).ShouldBe(["1,2"]);
    }

    [Fact]
    public void Windows_of_so_many_records_keep_their_own_trigger_and_evictor()
    {
        Should.Throw<StreamProcessingException>(() => Listed(keyed => keyed.Window(CountWindows.Tumbling(3)).Trigger(t => t.Count(3))))
            .Message.ShouldStartWith("The windows count(3) have a trigger and an evictor of their own, which another trigger would replace.");
        Should.Throw<StreamProcessingException>(() => Listed(keyed => keyed.Window(Tumbling(3)).Evict(e => e.Count(3)).Evict(e => e.Count(2))))
            .Message.ShouldBe("The windows have an evictor already (the last 3). Write one that does what both do.");
    }

    [Fact]
    public void All_records_of_a_stream_are_gathered_in_one_subtask()
    {
        var job = new JobBuilder("job");
        var results = job.FromSource(new IdleSource<Sale>(), WatermarkStrategy<Sale>.Monotonous()).WindowAll(Tumbling(10)).Count();
        results.SinkTo(new IdleSink<WindowResult<AllRecords, long>>());
        var op = job.Build().Create("window", new TestRuntime().Context("window", 0, 1, 16));
        var collector = Collector<WindowResult<AllRecords, long>>.Of(op);
        op.OpenFresh();
        op.Feed([(new Sale(1, 1), 1L), (new Sale(2, 1), 5L), (new Sale(3, 1), 15L)]);
        Feeding.Complete(() => op.OnWatermark(9));

        collector.Take().ShouldHaveSingleItem().Value.ShouldBe(new WindowResult<AllRecords, long>(default, new Window(0, 10), 2));
    }
}
