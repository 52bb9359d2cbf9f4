using System.Collections.Immutable;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Tests.Functions;
using AkkaStreamProc.Operators.Tests.Windows;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Aggregation;

/// <summary>The aggregates in windows of every kind, with late records and restarts at other parallelism.</summary>
public class WindowAggregateTests
{
    private static readonly IMergingAggregateFunction<long, DistinctSketch, long> Sketched = Aggregates.CountDistinctApproximately((long amount) => amount, error: 0.2);
    private static readonly double[] Quartiles = [0, 0.25, 0.5, 0.75, 1];
    private static readonly IMergingAggregateFunction<long, QuantileSketch, ImmutableArray<double>> Distributed = Aggregates.Quantiles((long amount) => amount, Quartiles);

    [Fact]
    public void Distinct_counts_agree_with_the_naive_computation() => Agree(w => w.CountDistinct(s => s.Amount / 7), amounts => (long)amounts.Select(a => a / 7).Distinct().Count());

    // Of the sketch with all amounts: how exact it is shows elsewhere.
    [Fact]
    public void Approximate_distinct_counts_agree_with_one_sketch_of_all() =>
        Agree(w => w.CountDistinctApproximately(s => s.Amount, error: 0.2), amounts => Sketched.ResultOf(amounts));

    [Fact]
    public void Quantiles_agree_with_one_sketch_of_all() =>
        Agree(w => w.Quantiles(s => s.Amount, Quartiles), amounts => string.Join(",", Distributed.ResultOf(amounts)), quantiles => string.Join(",", quantiles));

    [Fact]
    public void Variances_agree_with_the_naive_computation()
    {
        Agree(w => w.Variance(s => s.Amount), amounts => Rounded(Variance(amounts, amounts.Count)), Rounded);
        Agree(w => w.SampleVariance(s => s.Amount), amounts => Rounded(Variance(amounts, amounts.Count - 1)), Rounded);
        Agree(w => w.StandardDeviation(s => s.Amount), amounts => Rounded(Math.Sqrt(Variance(amounts, amounts.Count))), Rounded);
        Agree(w => w.SampleStandardDeviation(s => s.Amount), amounts => Rounded(Math.Sqrt(Variance(amounts, amounts.Count - 1))), Rounded);
    }

    [Fact]
    public void First_of_the_extreme_records_agrees_with_the_naive_computation()
    {
        AgreeAligned(w => w.MinBy(s => Math.Abs(s.Amount) / 10), amounts => amounts.MinBy(a => Math.Abs(a) / 10), sale => sale.Amount);
        AgreeAligned(w => w.MaxBy(s => Math.Abs(s.Amount) / 10), amounts => amounts.MaxBy(a => Math.Abs(a) / 10), sale => sale.Amount);
    }

    [Fact]
    public void Extreme_records_of_sessions_agree_with_the_naive_computation()
    {
        WindowAgreement.OfSessions(w => w.MinBy(s => s.Amount), amounts => amounts.Min(), sale => sale.Amount);
        WindowAgreement.OfSessions(w => w.MaxBy(s => s.Amount), amounts => amounts.Max(), sale => sale.Amount);
    }

    [Fact]
    public void First_and_last_records_are_those_of_the_order_of_slices()
    {
        AgreeAligned(w => w.First(), amounts => amounts[0], sale => sale.Amount);
        AgreeAligned(w => w.Last(), amounts => amounts[^1], sale => sale.Amount);
    }

    [Fact]
    public void Collected_records_are_all_in_the_order_of_slices()
    {
        AgreeAligned(w => w.Collect(), amounts => string.Join(",", amounts), sales => string.Join(",", sales.Select(s => s.Amount)));
        WindowAgreement.OfSessions(w => w.Collect(), amounts => string.Join(",", amounts), sales => string.Join(",", sales.Select(s => s.Amount).Order()));
    }

    [Fact]
    public void Top_records_agree_with_the_naive_computation()
    {
        static long value(long amount) => Math.Abs(amount) / 10;

        AgreeAligned(
            w => w.Top(3, s => value(s.Amount)),
            amounts => string.Join(",", amounts.OrderByDescending(value).Take(3)),
            sales => string.Join(",", sales.Select(s => s.Amount)));
        WindowAgreement.OfSessions(
            w => w.Top(3, s => s.Amount), amounts => string.Join(",", amounts.Reverse().Take(3)), sales => string.Join(",", sales.Select(s => s.Amount)));
    }

    [Fact]
    public void Results_that_were_emitted_do_not_change_with_late_records()
    {
        var run = new WindowRun<ImmutableArray<Sale>>(TumblingWindows.OfEventTime(TimeSpan.FromMilliseconds(10)), TimeSpan.FromMilliseconds(100), w => w.Collect());
        var top = new WindowRun<ImmutableArray<Sale>>(TumblingWindows.OfEventTime(TimeSpan.FromMilliseconds(10)), TimeSpan.FromMilliseconds(100), w => w.Top(2, s => s.Amount));
        WindowRun<ImmutableArray<Sale>>[] both = [run, top];
        foreach (var one in both)
        {
            one.Feed((new Sale(1, 1), 5));
            one.Advance(20);
            var first = one.TakeResults().ShouldHaveSingleItem().Value.Value;
            one.Feed((new Sale(1, 2), 6));
            var second = one.TakeResults().ShouldHaveSingleItem().Value.Value;

            first.ShouldBe([new Sale(1, 1)]);
            second.ShouldBe([new Sale(1, 1), new Sale(1, 2)], ignoreOrder: true);
        }
    }

    [Fact]
    public void Results_that_a_trigger_emits_early_do_not_change_with_further_records()
    {
        var run = new WindowRun<ImmutableArray<Sale>>(
            keyed =>
            {
                var results = keyed.Window(GlobalWindows.Instance).Trigger(t => t.Count(1)).Top(2, s => s.Amount);
                return (results, results.LateRecords);
            });
        run.Feed((new Sale(1, 1), 1), (new Sale(1, 3), 2), (new Sale(1, 2), 3));

        run.TakeResults().Select(r => string.Join(",", r.Value.Value.Select(s => s.Amount))).ShouldBe(["1", "3,1", "3,2"]);
    }

    [Fact]
    public void Record_whose_value_cannot_be_selected_is_left_out_where_the_policy_says_so()
    {
        var run = new WindowRun<ImmutableArray<Sale>>(
            keyed =>
            {
                var results = keyed.Window(TumblingWindows.OfEventTime(TimeSpan.FromMilliseconds(10))).Top(3, s => 60 / s.Amount);
                return (results, results.LateRecords);
            },
            errorPolicy: ErrorPolicy.Skip);
        run.Feed((new Sale(1, 2), 1), (new Sale(1, 0), 2), (new Sale(1, 3), 3));
        run.Advance(20);

        run.TakeResults().ShouldHaveSingleItem().Value.Value.ShouldBe([new Sale(1, 2), new Sale(1, 3)]);
    }

    [Fact]
    public void Evictors_leave_the_records_that_are_aggregated()
    {
        var run = new WindowRun<long>(
            keyed =>
            {
                var results = keyed.Window(CountWindows.Sliding(2, slide: 1)).CountDistinct(s => s.Amount);
                return (results, results.LateRecords);
            });
        run.Feed((new Sale(1, 1), 1), (new Sale(1, 1), 2), (new Sale(1, 2), 3));

        run.TakeResults().Select(r => r.Value.Value).ShouldBe([1, 1, 2]);
    }

    [Fact]
    public void Lists_of_records_can_be_sent_to_other_subtasks()
    {
        var job = new JobBuilder("job");
        job.FromSource(new IdleSource<Sale>(), WatermarkStrategy<Sale>.Monotonous()).KeyBy(s => s.Shop)
            .Window(TumblingWindows.OfEventTime(TimeSpan.FromSeconds(1))).Top(3, s => s.Amount, name: "top")
            .KeyBy(r => r.Value.Length).Window(TumblingWindows.OfEventTime(TimeSpan.FromSeconds(1))).Collect(name: "collect")
            .KeyBy(r => r.Key).Window(TumblingWindows.OfEventTime(TimeSpan.FromSeconds(1))).First(name: "first")
            .KeyBy(r => r.Key).Window(TumblingWindows.OfEventTime(TimeSpan.FromSeconds(1))).Quantiles(r => r.Key, [0.5])
            .SinkTo(new IdleSink<WindowResult<int, ImmutableArray<double>>>());

        Should.NotThrow(() => job.Build());
    }

    [Fact]
    public void States_of_functions_take_the_same_aggregates()
    {
        var run = ProcessRun.Fresh(() => new Statistics());
        run.Send("a", 3);
        run.Send("a", 5);
        run.Take();

        var after = run.Restart(1, () => new Statistics())[0];
        after.Send("a", 3);

        after.Take().ShouldBe(["3,5,3 5,3 3 5 2 2 3@0"]);
    }

    private sealed class Statistics : ProcessFunction<string, (string Key, long Number), string>
    {
        private AggregatingState<long, ImmutableArray<long>> _all = null!;
        private AggregatingState<long, ImmutableArray<long>> _top = null!;
        private AggregatingState<long, long> _least = null!;
        private AggregatingState<long, long> _most = null!;
        private AggregatingState<long, long> _distinct = null!;
        private AggregatingState<long, long> _about = null!;
        private AggregatingState<long, ImmutableArray<double>> _median = null!;

        public override bool UsesEventTime => false;

        public override void Open(StateDeclarations states)
        {
            _all = states.Aggregating("all", Aggregates.Collect<long>());
            _top = states.Aggregating("top", Aggregates.Top(2, (long n) => n));
            _least = states.Aggregating("least", Aggregates.MinBy((long n) => n));
            _most = states.Aggregating("most", Aggregates.MaxBy((long n) => n));
            _distinct = states.Aggregating("distinct", Aggregates.CountDistinct((long n) => n));
            _about = states.Aggregating("about", Aggregates.CountDistinctApproximately((long n) => n));
            _median = states.Aggregating("median", Aggregates.Quantiles((long n) => n, [0.5]));
        }

        public override void Process((string Key, long Number) record, ProcessContext<string, string> context)
        {
            foreach (var list in new[] { _all, _top })
            {
                list.Add(record.Number);
            }

            foreach (var number in new[] { _least, _most, _distinct, _about })
            {
                number.Add(record.Number);
            }

            _median.Add(record.Number);
            context.Emit(
                $"{string.Join(",", _all.Result)} {string.Join(",", _top.Result)} {_least.Result} {_most.Result} {_distinct.Result} {_about.Result} {_median.Result[0]:0}");
        }
    }

    private static double Variance(IReadOnlyList<long> amounts, int divisor)
    {
        var mean = amounts.Sum() / (decimal)amounts.Count;
        return divisor == 0 ? double.NaN : (double)(amounts.Sum(a => (a - mean) * (a - mean)) / divisor);
    }

    // Shifted, so that no result lies where one rounds up and another down.
    private static double Rounded(double result) => Math.Round(result + 1e-7 / 3, 6);

    private static void Agree<TResult>(
        Func<WindowedStream<Sale, int>, WindowResultStream<Sale, int, TResult>> aggregate, Func<IReadOnlyList<long>, TResult> naive) =>
        Agree(aggregate, naive, result => result);

    private static void Agree<TResult, TCompared>(
        Func<WindowedStream<Sale, int>, WindowResultStream<Sale, int, TResult>> aggregate,
        Func<IReadOnlyList<long>, TCompared> naive,
        Func<TResult, TCompared> compared)
    {
        AgreeAligned(aggregate, naive, compared);
        WindowAgreement.OfSessions(aggregate, naive, compared, iterations: 100);
    }

    private static void AgreeAligned<TResult, TCompared>(
        Func<WindowedStream<Sale, int>, WindowResultStream<Sale, int, TResult>> aggregate,
        Func<IReadOnlyList<long>, TCompared> naive,
        Func<TResult, TCompared> compared)
    {
        WindowAgreement.OfAligned(WindowShape.AnyTumbling, aggregate, naive, compared);
        WindowAgreement.OfAligned(WindowShape.AnyShared, aggregate, naive, compared, iterations: 200);
    }
}
