using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Windows;
using static AkkaStreamProc.Operators.Tests.Windows.Triggers.TriggerRuns;

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
    public void Distance_fires_from_where_it_fired_last()
    {
        var run = Listed(keyed => keyed.Window(GlobalWindows.Instance).Trigger(t => t.Delta(10, (a, b) => Math.Abs(a.Amount - b.Amount)).Purging()));
        Feed(run, 0, 5, 10, 11, 20, 22);

        Values(run).ShouldBe(["0,5,10,11", "20,22"]);
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
}
