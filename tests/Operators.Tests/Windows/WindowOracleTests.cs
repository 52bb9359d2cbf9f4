using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Streams;

namespace AkkaStreamProc.Operators.Tests.Windows;

public class WindowOracleTests
{
    private sealed class Range : IAggregateFunction<Sale, (long Low, long High), string>
    {
        public (long Low, long High) CreateAccumulator() => (long.MaxValue, long.MinValue);

        public (long Low, long High) Add((long Low, long High) range, Sale sale) => (Math.Min(range.Low, sale.Amount), Math.Max(range.High, sale.Amount));

        public string GetResult((long Low, long High) range) => $"{range.Low}..{range.High}";
    }

    [Fact]
    public void Counts_agree_with_the_naive_computation() => Agree(w => w.Count(), amounts => (long)amounts.Count);

    [Fact]
    public void Sums_agree_with_the_naive_computation() => Agree(w => w.Sum(s => s.Amount), amounts => amounts.Sum());

    [Fact]
    public void Minima_agree_with_the_naive_computation() => Agree(w => w.Min(s => s.Amount), amounts => amounts.Min());

    [Fact]
    public void Maxima_agree_with_the_naive_computation() => Agree(w => w.Max(s => s.Amount), amounts => amounts.Max());

    [Fact]
    public void Averages_agree_with_the_naive_computation() => Agree(w => w.Average(s => s.Amount), amounts => amounts.Sum() / (double)amounts.Count);

    [Fact]
    public void Reductions_agree_with_the_naive_computation() =>
        Agree(w => w.Reduce((a, b) => new Sale(a.Shop, a.Amount * 31 + b.Amount)), amounts => amounts.Aggregate((a, b) => a * 31 + b), sale => sale.Amount);

    [Fact]
    public void Aggregates_of_the_user_agree_with_the_naive_computation() =>
        Agree(w => w.Aggregate(new Range()), amounts => $"{amounts.Min()}..{amounts.Max()}");

    [Fact]
    public void Aggregates_that_change_their_accumulator_agree_with_the_naive_computation() =>
        Agree(w => w.Aggregate(new Listing()), amounts => string.Join(",", amounts));

    [Fact]
    public void Counts_of_windows_that_share_slices_agree_with_the_naive_computation() => AgreeShared(w => w.Count(), amounts => (long)amounts.Count);

    [Fact]
    public void Sums_of_windows_that_share_slices_agree_with_the_naive_computation() => AgreeShared(w => w.Sum(s => s.Amount), amounts => amounts.Sum());

    [Fact]
    public void Minima_of_windows_that_share_slices_agree_with_the_naive_computation() => AgreeShared(w => w.Min(s => s.Amount), amounts => amounts.Min());

    [Fact]
    public void Averages_of_windows_that_share_slices_agree_with_the_naive_computation() =>
        AgreeShared(w => w.Average(s => s.Amount), amounts => amounts.Sum() / (double)amounts.Count);

    [Fact]
    public void Reductions_of_windows_that_share_slices_agree_with_the_naive_computation() =>
        WindowAgreement.OfAligned(WindowShape.AnyShared, w => w.Reduce((a, b) => new Sale(a.Shop, Math.Max(a.Amount, b.Amount))), amounts => amounts.Max(), sale => sale.Amount);

    [Fact]
    public void Aggregates_that_change_their_accumulator_keep_the_order_of_slices_that_windows_share() =>
        AgreeShared(w => w.Aggregate(new Listing()), amounts => string.Join(",", amounts));

    private static void AgreeShared<TResult>(
        Func<WindowedStream<Sale, int>, WindowResultStream<Sale, int, TResult>> aggregate, Func<IReadOnlyList<long>, TResult> naive) =>
        WindowAgreement.OfAligned(WindowShape.AnyShared, aggregate, naive, result => result, iterations: 400);

    private static void Agree<TResult>(
        Func<WindowedStream<Sale, int>, WindowResultStream<Sale, int, TResult>> aggregate, Func<IReadOnlyList<long>, TResult> naive) =>
        Agree(aggregate, naive, result => result);

    private static void Agree<TResult, TCompared>(
        Func<WindowedStream<Sale, int>, WindowResultStream<Sale, int, TResult>> aggregate,
        Func<IReadOnlyList<long>, TCompared> naive,
        Func<TResult, TCompared> compared) =>
        WindowAgreement.OfAligned(WindowShape.AnyTumbling, aggregate, naive, compared);
}
