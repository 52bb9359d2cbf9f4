using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Operators.Tests.Windows;

public class SessionTests
{
    private sealed class Unmerging : IAggregateFunction<Sale, long, long>
    {
        public long CreateAccumulator() => 0;

        public long Add(long accumulator, Sale record) => accumulator + record.Amount;

        public long GetResult(long accumulator) => accumulator;
    }

    private sealed class Aliasing : IMergingAggregateFunction<Sale, List<long>, int>
    {
        public List<long> CreateAccumulator() => [];

        public List<long> Add(List<long> amounts, Sale sale) => [.. amounts, sale.Amount];

        public List<long> Merge(List<long> earlier, List<long> later) => earlier.Count == 0 ? later : [.. earlier, .. later];

        public int GetResult(List<long> amounts) => amounts.Count;
    }

    private sealed class Failing : IMergingAggregateFunction<Sale, long, long>
    {
        public long CreateAccumulator() => 0;

        public long Add(long accumulator, Sale record) => accumulator + record.Amount;

        public long Merge(long earlier, long later) => earlier + later;

        public long GetResult(long accumulator) => throw new InvalidOperationException("As told.");
    }

    [Fact]
    public void Counts_agree_with_sessions_found_anew() => Agree(w => w.Count(), amounts => (long)amounts.Count);

    [Fact]
    public void Sums_agree_with_sessions_found_anew() => Agree(w => w.Sum(s => s.Amount), amounts => amounts.Sum());

    [Fact]
    public void Maxima_agree_with_sessions_found_anew() => Agree(w => w.Max(s => s.Amount), amounts => amounts.Max());

    [Fact]
    public void Aggregates_that_change_their_accumulator_agree_with_sessions_found_anew() =>
        Agree(w => w.Aggregate(new Listing(isSorted: true)), amounts => string.Join(",", amounts));

    [Fact]
    public void Record_exactly_a_gap_behind_the_last_begins_another_session()
    {
        var run = Counting(TimeSpan.FromMilliseconds(10));
        run.Feed((new Sale(1, 1), 0), (new Sale(1, 1), 9), (new Sale(1, 1), 19));
        run.Advance(100);

        run.TakeResults().Select(r => (r.Value.Window, r.Value.Value, r.Timestamp)).ShouldBe([(new Window(0, 19), 2L, 18L), (new Window(19, 29), 1L, 28L)]);
    }

    [Fact]
    public void Record_between_two_sessions_makes_one_of_them()
    {
        var run = Counting(TimeSpan.FromMilliseconds(10));
        run.Feed((new Sale(1, 1), 0), (new Sale(1, 1), 15), (new Sale(1, 1), 8));
        run.Advance(100);

        run.TakeResults().ShouldHaveSingleItem().Value.ShouldBe(new WindowResult<int, long>(1, new Window(0, 25), 3));
    }

    [Fact]
    public void Record_before_the_watermark_that_goes_on_with_an_open_session_is_not_late()
    {
        var run = Counting(TimeSpan.FromMilliseconds(10));
        run.Feed((new Sale(1, 1), 20));
        run.Advance(25);
        run.Feed((new Sale(1, 1), 12), (new Sale(1, 1), 2));
        run.Advance(100);

        run.TakeResults().ShouldHaveSingleItem().Value.ShouldBe(new WindowResult<int, long>(1, new Window(12, 30), 2));
        run.TakeLate().ShouldHaveSingleItem().Timestamp.ShouldBe(2);
        run.Late.ShouldBe(1);
    }

    [Fact]
    public void Sessions_by_the_clock_end_when_the_clock_has_passed_them_or_the_input_ends()
    {
        var run = new WindowRun<long>(keyed => keyed.Window(SessionWindows.OfProcessingTime(TimeSpan.FromMilliseconds(10))), TimeSpan.Zero, w => w.Count());
        var start = run.Runtime.SubtaskClock.NowMs;
        run.Feed((new Sale(1, 1), 0));
        run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(9));
        run.Feed((new Sale(1, 1), 0));
        run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(9));
        run.FireProcessingTime();
        run.TakeResults().ShouldBeEmpty();
        run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(1));
        run.FireProcessingTime();
        run.TakeResults().ShouldHaveSingleItem().Value.ShouldBe(new WindowResult<int, long>(1, new Window(start, start + 19), 2));

        run.Feed((new Sale(1, 1), 0), (new Sale(2, 1), 0));
        run.End();

        run.TakeResults().Select(r => r.Value.Key).Order().ShouldBe([1, 2]);
    }

    [Fact]
    public void Sessions_of_one_key_by_the_clock_all_end_with_the_input()
    {
        var run = new WindowRun<long>(keyed => keyed.Window(SessionWindows.OfProcessingTime(TimeSpan.FromMilliseconds(10))), TimeSpan.Zero, w => w.Count());
        for (var session = 0; session < 3; session++)
        {
            // The subtask is busy, and the clock gets no turn.
            run.Feed((new Sale(1, 1), 0));
            run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(20));
        }

        run.End();

        run.TakeResults().Select(r => r.Value.Value).ShouldBe([1L, 1, 1]);
    }

    [Fact]
    public void Result_that_cannot_be_computed_fails_the_job_also_far_outside_the_calendar()
    {
        var run = new WindowRun<long>(keyed => keyed.Window(SessionWindows.OfEventTime(TimeSpan.FromMilliseconds(10))), TimeSpan.Zero, w => w.Aggregate(new Failing()));
        run.Operators.Single().Context.ErrorPolicy = ErrorPolicy.Skip;
        run.Feed((new Sale(1, 1), -1_000_000_000_000_000));

        Should.Throw<UserFunctionException>(() => run.Advance(0)).Message
            .ShouldContain("failed for the result of the session from -1000000000000000 ms to -999999999999990 ms with the key «1»");
    }

    [Fact]
    public void Watermark_of_the_subtask_that_was_further_decides_what_is_late_after_a_restart()
    {
        var run = new WindowRun<long>(keyed => keyed.Window(SessionWindows.OfEventTime(TimeSpan.FromMilliseconds(10))), TimeSpan.Zero, w => w.Count(), parallelism: 2);
        run.Feed(Enumerable.Range(0, 20).Select(shop => (new Sale(shop, 1), 120L)));
        run.AdvanceOnly(0, 120);
        run.AdvanceOnly(1, 200);
        var before = run.TakeResults().Count;
        run.Restart(1);
        run.Feed(Enumerable.Range(0, 20).Select(shop => (new Sale(shop, 1), 130L)));
        run.Advance(300);

        (before + run.TakeResults().Count).ShouldBe(20);
        run.Late.ShouldBe(20);
    }

    [Fact]
    public void Record_behind_a_restart_is_late_by_the_watermark_whose_storm_of_timers_the_barrier_passed()
    {
        var hasRoom = false;
        var run = new WindowRun<long>(
            keyed => keyed.Window(SessionWindows.OfEventTime(TimeSpan.FromMilliseconds(10))), TimeSpan.Zero, w => w.Count(), hasRoom: () => hasRoom);
        hasRoom = true;
        run.Feed(Enumerable.Range(0, 100).Select(shop => (new Sale(shop, 1), (long)shop)));
        hasRoom = false;
        run.Operators.Single().OnWatermark(200).ShouldBeFalse("there is no room");
        var before = run.TakeResults().Count;
        before.ShouldBeInRange(1, 99);

        run.Restart(2);
        run.Restart(1);
        hasRoom = true;
        run.Feed((new Sale(1_000, 1), 150));
        run.Advance(300);

        (before + run.TakeResults().Count).ShouldBe(100);
        run.TakeLate().ShouldHaveSingleItem().Value.Shop.ShouldBe(1_000);
    }

    [Fact]
    public void Gap_that_is_no_gap_fails_for_its_record()
    {
        var run = new WindowRun<long>(keyed => keyed.Window(SessionWindows.OfEventTime((Sale s) => TimeSpan.FromMilliseconds(s.Amount))), TimeSpan.Zero, w => w.Count());

        Should.Throw<StreamProcessingException>(() => run.Feed((new Sale(7, 0), 5))).Message
            .ShouldContain("with the key «7»: InvalidOperationException: The gap of the session is 00:00:00; it must be at least a millisecond.");
    }

    [Fact]
    public void Records_without_timestamps_are_refused_where_event_time_is_meant() =>
        Should.Throw<StreamProcessingException>(() => Counting(TimeSpan.FromSeconds(1)).Feed((new Sale(1, 1), Operators.Batches.RecordBatch.NoTimestamp)))
            .Message.ShouldStartWith("The operator 'window' windows by event time, but its records have no timestamps.");

    [Fact]
    public void Aggregate_that_cannot_merge_is_refused_when_the_job_is_declared() =>
        Should.Throw<StreamProcessingException>(() => new WindowRun<long>(keyed => keyed.Window(SessionWindows.OfEventTime(TimeSpan.FromSeconds(1))), TimeSpan.Zero, w => w.Aggregate(new Unmerging())))
            .Message.ShouldBe("The operator 'window' cannot aggregate in sessions(00:00:01, event time): such windows are put together of parts, and its aggregate cannot merge accumulators. Let it implement IMergingAggregateFunction.");

    [Fact]
    public void Merge_that_returns_what_stays_in_use_is_refused()
    {
        var run = new WindowRun<int>(SlidingWindows.OfEventTime(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(5)), TimeSpan.Zero, w => w.Aggregate(new Aliasing()));
        run.Feed((new Sale(1, 1), 3));

        Should.Throw<StreamProcessingException>(() => run.Advance(100)).Message.ShouldStartWith("Aliasing.Merge returns its second argument");
    }

    private static WindowRun<long> Counting(TimeSpan gap) => new(keyed => keyed.Window(SessionWindows.OfEventTime(gap)), TimeSpan.Zero, w => w.Count());

    private static void Agree<TResult>(Func<WindowedStream<Sale, int>, WindowResultStream<Sale, int, TResult>> aggregate, Func<IReadOnlyList<long>, TResult> naive) =>
        WindowAgreement.OfSessions(aggregate, naive, result => result);
}
