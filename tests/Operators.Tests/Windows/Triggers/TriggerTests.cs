using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Operators.Tests.Windows.Triggers;

public class TriggerTests
{
    /// <summary>Fires with amounts that are divisible by what has come, and fails for negative ones.</summary>
    private sealed class Divisible : Trigger<Sale, int>
    {
        public override bool UsesEventTime => false;

        public override TriggerResult OnRecord(Sale record, ref int state, TriggerContext context)
        {
            state++;
            return record.Amount < 0
                ? throw new InvalidOperationException("As told.")
                : record.Amount % state == 0 ? TriggerResult.Fire : TriggerResult.Continue;
        }
    }

    /// <summary>Lists amounts in place, and fails for negative ones.</summary>
    private sealed class Touchy : IMergingAggregateFunction<Sale, List<long>, string>
    {
        public List<long> CreateAccumulator() => [];

        public List<long> Add(List<long> amounts, Sale sale)
        {
            amounts.Add(sale.Amount < 0 ? throw new InvalidOperationException("As told.") : sale.Amount);
            return amounts;
        }

        public List<long> Merge(List<long> earlier, List<long> later)
        {
            earlier.AddRange(later);
            return earlier;
        }

        public string GetResult(List<long> amounts) => string.Join(",", amounts);
    }

    private sealed class Unclear : WindowFunction<int, Sale, WindowResult<int, string>>
    {
        public override void Process(IReadOnlyList<Sale> records, WindowContext<int, WindowResult<int, string>> context)
        {
        }

        public override void Clear(WindowContext<int, WindowResult<int, string>> context) => throw new InvalidOperationException("As told.");
    }

    private sealed class Numbering : WindowFunction<int, Sale, WindowResult<int, string>>
    {
        private ValueState<int> _fired = null!;
        private MapState<Window, int> _ofWindow = null!;

        public override void Open(StateDeclarations states)
        {
            _fired = states.Value<int>("fired");
            _ofWindow = states.Map<Window, int>("fired-of-window");
        }

        public override void Process(IReadOnlyList<Sale> records, WindowContext<int, WindowResult<int, string>> context)
        {
            _fired.Value++;
            _ofWindow[context.Window] = _ofWindow.GetValueOrDefault(context.Window) + 1;
            context.Emit(new WindowResult<int, string>(
                context.Key, context.Window, $"{_fired.Value}, {_ofWindow[context.Window]} of {_ofWindow.Count}: {string.Join(",", records.Select(r => r.Amount))}"));
        }

        public override void Clear(WindowContext<int, WindowResult<int, string>> context) => _ofWindow.Remove(context.Window);
    }

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
    public void Late_records_that_are_not_enough_for_a_firing_are_shown_when_the_window_goes()
    {
        var run = Listed(keyed => keyed.Window(Tumbling(100)).Trigger(t => t.AtWatermark().LateEach(3)), lateness: 50);
        run.Feed((new Sale(1, 1), 10));
        run.Advance(120);
        Values(run).ShouldBe(["1"]);
        run.Feed((new Sale(1, 2), 20));
        run.Advance(148);
        Values(run).ShouldBeEmpty();
        run.Advance(149);

        Values(run).ShouldBe(["1,2"]);
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
    public void Sessions_that_were_merged_in_a_call_that_fails_are_as_before()
    {
        var run = new WindowRun<string>(
            keyed =>
            {
                var results = keyed.Window(Sessions(10)).Trigger(t => t.AtWatermark()).Aggregate(new Touchy());
                return (results, results.LateRecords);
            },
            errorPolicy: ErrorPolicy.Skip);
        run.Feed((new Sale(1, 1), 0), (new Sale(1, 2), 15), (new Sale(1, -1), 8));
        run.Advance(100);

        Values(run).ShouldBe(["1", "2"]);
    }

    [Fact]
    public void Trigger_that_fails_for_a_timer_fails_the_job_whatever_the_policy_is()
    {
        var run = new WindowRun<string>(
            keyed =>
            {
                var results = keyed.Window(Tumbling(10)).Process(() => new Unclear());
                return (results, results.LateRecords);
            },
            errorPolicy: ErrorPolicy.Skip);
        run.Feed((new Sale(1, 1), 0));

        Should.Throw<UserFunctionException>(() => run.Advance(100)).Message.ShouldContain("The operator 'window' failed for the timer at 1970-01-01T00:00:00.009");
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
    public void Distance_fires_from_where_it_fired_last()
    {
        var run = Listed(keyed => keyed.Window(GlobalWindows.Instance).Trigger(t => t.Delta(10, (a, b) => Math.Abs(a.Amount - b.Amount)).Purging()));
        Feed(run, 0, 5, 10, 11, 20, 22);

        Values(run).ShouldBe(["0,5,10,11", "20,22"]);
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

    [Fact]
    public void Early_result_by_the_clock_comes_only_where_something_has_come()
    {
        var run = Listed(keyed => keyed.Window(Tumbling(1_000)).Trigger(t => t.AtWatermark().EarlyEvery(TimeSpan.FromMilliseconds(50))));
        run.Feed((new Sale(1, 1), 0));
        Pass(run, 50);
        Values(run).ShouldBe(["1"]);
        Pass(run, 500);
        Values(run).ShouldBeEmpty();
        run.Feed((new Sale(1, 2), 0));
        run.Restart(3);
        Pass(run, 50);
        Values(run).ShouldBe(["1,2"]);
        run.Advance(999);
        Values(run).ShouldBe(["1,2"]);
        Pass(run, 500);
        Values(run).ShouldBeEmpty();
    }

    [Fact]
    public void Window_by_the_clock_fires_at_its_end_with_what_an_evictor_leaves()
    {
        var run = Listed(keyed => keyed.Window(TumblingWindows.OfProcessingTime(TimeSpan.FromMilliseconds(100))).Evict(e => e.Count(2)));
        Align(run, 100);
        Feed(run, 1, 2, 3);
        Pass(run, 99);
        Values(run).ShouldBeEmpty();
        Pass(run, 1);
        Values(run).ShouldBe(["2,3"]);
        Feed(run, 4);
        run.End();

        Values(run).ShouldBe(["4"]);
    }

    [Fact]
    public void Evictors_by_time_and_by_distance_look_at_the_newest_record()
    {
        var byTime = Listed(keyed => keyed.Window(Tumbling(100)).Evict(e => e.Time(TimeSpan.FromMilliseconds(10))));
        byTime.Feed((new Sale(1, 1), 10), (new Sale(1, 2), 30), (new Sale(1, 3), 21), (new Sale(1, 4), 20));
        byTime.Advance(99);
        Values(byTime).ShouldBe(["2,3"]);

        var byDistance = Listed(keyed => keyed.Window(Tumbling(100)).Evict(e => e.Delta(5, (a, last) => Math.Abs(a.Amount - last.Amount))));
        byDistance.Feed((new Sale(1, 1), 10), (new Sale(1, 9), 30), (new Sale(1, 5), 21), (new Sale(1, 7), 20));
        byDistance.Advance(99);
        Values(byDistance).ShouldBe(["9,5,7"]);
    }

    [Fact]
    public void Sessions_that_merge_add_up_what_their_triggers_counted()
    {
        var run = Listed(keyed => keyed.Window(Sessions(10)).Trigger(t => t.Count(3)));
        run.Feed((new Sale(1, 1), 0), (new Sale(1, 2), 30));
        Values(run).ShouldBeEmpty();
        run.Feed((new Sale(1, 3), 38), (new Sale(1, 4), 8));
        Values(run).ShouldBeEmpty();
        run.Feed((new Sale(1, 5), 17));
        run.TakeResults().ShouldHaveSingleItem().Value.ShouldBe(new WindowResult<int, string>(1, new Window(0, 27), "1,4,5"));
        run.Feed((new Sale(1, 6), 25));

        run.TakeResults().ShouldHaveSingleItem().Value.ShouldBe(new WindowResult<int, string>(1, new Window(0, 48), "1,4,5,2,3,6"));
    }

    [Fact]
    public void Timer_of_a_session_goes_where_its_end_goes()
    {
        var run = Listed(keyed => keyed.Window(Sessions(10)).Trigger(t => t.AtWatermark().Purging()), lateness: 20);
        run.Feed((new Sale(1, 1), 0), (new Sale(1, 2), 9));
        run.Advance(17);
        Values(run).ShouldBeEmpty();
        run.Advance(18);
        Values(run).ShouldBe(["1,2"]);
        run.Feed((new Sale(1, 3), 18));
        run.Advance(27);

        run.TakeResults().ShouldHaveSingleItem().Value.ShouldBe(new WindowResult<int, string>(1, new Window(0, 28), "3"));
    }

    [Fact]
    public void Trigger_that_cannot_merge_is_refused_for_windows_that_do() =>
        Should.Throw<StreamProcessingException>(() => Listed(keyed => keyed.Window(Sessions(10)).Trigger(new Divisible())))
            .Message.ShouldBe("The operator 'window' gathers in sessions(00:00:00.0100000, event time), which merge, and its trigger (Divisible) does not say what becomes of its state then. Let it override CanMerge, Merge and OnMerged, or take another.");

    [Fact]
    public void Nothing_stays_of_a_record_whose_trigger_fails()
    {
        var run = new WindowRun<string>(
            keyed =>
            {
                var results = keyed.Window(SlidingWindows.OfEventTime(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(10)))
                    .Trigger(new Divisible()).Evict(e => e.Count(100)).Aggregate(new Listing());
                return (results, results.LateRecords);
            },
            errorPolicy: ErrorPolicy.Skip);
        run.Feed((new Sale(1, 1), 15), (new Sale(1, -1), 16), (new Sale(1, 4), 17), (new Sale(1, -3), 18), (new Sale(1, 6), 19));

        Values(run).ShouldBe(["1", "1", "1,4", "1,4", "1,4,6", "1,4,6"]);
    }

    [Fact]
    public void Function_keeps_state_of_the_key_and_of_the_window()
    {
        var run = new WindowRun<string>(
            keyed =>
            {
                var results = keyed.Window(Tumbling(10)).AllowedLateness(TimeSpan.FromMilliseconds(10)).Process(() => new Numbering());
                return (results, results.LateRecords);
            });
        run.Feed((new Sale(1, 1), 1), (new Sale(1, 2), 12));
        run.Advance(9);
        Values(run).ShouldBe(["1, 1 of 1: 1"]);
        run.Restart(2);
        run.Feed((new Sale(1, 3), 2));
        Values(run).ShouldBe(["2, 2 of 1: 1,3"]);
        run.Advance(19);
        Values(run).ShouldBe(["3, 1 of 1: 2"], "the first window goes at the same moment, before it");
        run.Feed((new Sale(1, 4), 13), (new Sale(1, 5), 3));

        Values(run).ShouldBe(["4, 2 of 1: 2,4"]);
        run.TakeLate().ShouldHaveSingleItem().Value.Amount.ShouldBe(5);
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

    private static WindowRun<string> Listed(Func<KeyedStream<Sale, int>, WindowedStream<Sale, int>> window, int lateness = 0) =>
        new(window, TimeSpan.FromMilliseconds(lateness), w => w.Aggregate(new Listing()));

    private static TumblingWindows Tumbling(int size) => TumblingWindows.OfEventTime(TimeSpan.FromMilliseconds(size));

    private static SessionWindows Sessions(int gap) => SessionWindows.OfEventTime(TimeSpan.FromMilliseconds(gap));

    private static void Feed(WindowRun<string> run, params IEnumerable<long> amounts) => run.Feed(amounts.Select(amount => (new Sale(1, amount), 0L)));

    private static IEnumerable<string> Values(WindowRun<string> run) => [.. run.TakeResults().Select(r => r.Value.Value)];

    private static void Pass(WindowRun<string> run, int milliseconds)
    {
        run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        run.FireProcessingTime();
    }

    /// <summary>Lets the clock come to a multiple of an interval.</summary>
    private static void Align(WindowRun<string> run, long interval) => Pass(run, (int)(interval - (run.Runtime.SubtaskClock.NowMs % interval)));
}
