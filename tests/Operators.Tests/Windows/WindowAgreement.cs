using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Windows;

/// <summary>Runs an aggregate through any history of windows, and compares with what is computed from all records.</summary>
internal static class WindowAgreement
{
    /// <summary>With windows that are the same for every key.</summary>
    /// <param name="shapes">The windows.</param>
    /// <param name="aggregate">What is tested.</param>
    /// <param name="naive">From the amounts of a window, in the order of slices, to what must come.</param>
    /// <param name="compared">What is compared of a result.</param>
    /// <param name="iterations">How many histories.</param>
    public static void OfAligned<TResult, TCompared>(
        Gen<WindowShape> shapes,
        Func<WindowedStream<Sale, int>, WindowResultStream<Sale, int, TResult>> aggregate,
        Func<IReadOnlyList<long>, TCompared> naive,
        Func<TResult, TCompared> compared,
        int iterations = 60) =>
        WindowHistory.Of(shapes).Sample(
            history =>
            {
                var calls = 0;
                var run = new WindowRun<TResult>(
                    history.Shape.Windows, TimeSpan.FromMilliseconds(history.Lateness), aggregate, history.Parallelism, () => ++calls % history.RoomEvery == 0);
                var oracle = new WindowOracle<TCompared>(history.Shape, history.Lateness, naive);

                history.Replay(run, oracle, compared);
            },
            iter: iterations);

    /// <summary>With sessions, of one gap for all or one for each record.</summary>
    /// <param name="aggregate">What is tested.</param>
    /// <param name="naive">From the amounts of a session, sorted, to what must come.</param>
    /// <param name="compared">What is compared of a result.</param>
    /// <param name="iterations">How many histories.</param>
    public static void OfSessions<TResult, TCompared>(
        Func<WindowedStream<Sale, int>, WindowResultStream<Sale, int, TResult>> aggregate,
        Func<IReadOnlyList<long>, TCompared> naive,
        Func<TResult, TCompared> compared,
        int iterations = 300) =>
        Gen.Select(WindowHistory.Of(WindowShape.AnyTumbling), Gen.Int[1, 30], Gen.Bool).Sample(
            any =>
            {
                var (history, gap, isByRecord) = any;
                long gapOf(Sale sale) => isByRecord ? 1 + Math.Abs(sale.Amount) % gap : gap;
                var run = new WindowRun<TResult>(
                    keyed => isByRecord
                        ? keyed.Window(SessionWindows.OfEventTime((Sale sale) => TimeSpan.FromMilliseconds(gapOf(sale))))
                        : keyed.Window(SessionWindows.OfEventTime(TimeSpan.FromMilliseconds(gap))),
                    TimeSpan.FromMilliseconds(history.Lateness),
                    aggregate,
                    history.Parallelism);
                var oracle = new SessionOracle<TCompared>(gapOf, history.Lateness, naive);
                var (seen, seenLate) = (0, 0);

                history.Replay(run, oracle.Feed, oracle.Advance, () =>
                {
                    run.TakeResults().Select(r => (r.Value.Key, r.Value.Window, compared(r.Value.Value), r.Timestamp)).ShouldBe(
                        oracle.Results.Skip(seen).Select(r => (r.Value.Key, r.Value.Window, r.Value.Value, r.Timestamp)), ignoreOrder: true);
                    run.TakeLate().ShouldBe(oracle.Late.Skip(seenLate), ignoreOrder: true);
                    (seen, seenLate) = (oracle.Results.Count, oracle.Late.Count);
                });
                run.Late.ShouldBe(oracle.Late.Count);
            },
            iter: iterations);
}
