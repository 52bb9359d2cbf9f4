using AkkaStreamProc.Operators.Windows;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Windows.Triggers;

public class FiringOracleTests
{
    private sealed class Joining : WindowFunction<int, Sale, WindowResult<int, string>>
    {
        public override void Process(IReadOnlyList<Sale> records, WindowContext<int, WindowResult<int, string>> context) =>
            context.Emit(new WindowResult<int, string>(context.Key, context.Window, string.Join(",", records.Select(r => r.Amount))));
    }

    private static readonly Gen<WindowShape> AnyShape = Gen.OneOf(WindowShape.AnyTumbling, WindowShape.AnyShared);

    [Fact]
    public void Aggregates_by_any_trigger_and_evictor_agree_with_the_naive_computation() =>
        Agree(windows =>
        {
            var results = windows.Aggregate(new Listing());
            return (results, results.LateRecords);
        });

    [Fact]
    public void Functions_by_any_trigger_and_evictor_agree_with_the_naive_computation() =>
        Agree(windows =>
        {
            var results = windows.Process(() => new Joining());
            return (results, results.LateRecords);
        });

    [Fact]
    public void Sessions_by_the_watermark_agree_with_sessions_found_anew() =>
        Gen.Select(WindowHistory.Of(WindowShape.AnyTumbling), Gen.Int[1, 30], Gen.Bool).Sample(
            any =>
            {
                var (history, gap, isEvicting) = any;
                var run = new WindowRun<string>(
                    keyed => keyed.Window(SessionWindows.OfEventTime(TimeSpan.FromMilliseconds(gap))),
                    TimeSpan.FromMilliseconds(history.Lateness),
                    w => (isEvicting ? w.Evict(e => e.Count(int.MaxValue)) : w.Trigger(t => t.AtWatermark())).Aggregate(new Listing(isSorted: true)),
                    history.Parallelism);
                var oracle = new SessionOracle<string>(_ => gap, history.Lateness, amounts => string.Join(",", amounts));
                var (compared, comparedLate) = (0, 0);

                history.Replay(run, oracle.Feed, oracle.Advance, () =>
                {
                    run.TakeResults().ShouldBe(oracle.Results.Skip(compared), ignoreOrder: true);
                    run.TakeLate().ShouldBe(oracle.Late.Skip(comparedLate), ignoreOrder: true);
                    (compared, comparedLate) = (oracle.Results.Count, oracle.Late.Count);
                });
            },
            iter: 300);

    private static void Agree(Func<WindowedStream<Sale, int>, (DataStream<WindowResult<int, string>>, DataStream<Sale>)> gather) =>
        Gen.Select(WindowHistory.Of(AnyShape), FiringPlan.Any).Sample(
            any =>
            {
                var (history, plan) = any;
                var calls = 0;
                var run = new WindowRun<string>(
                    keyed => gather(plan.Of(keyed.Window(history.Shape.Windows).AllowedLateness(TimeSpan.FromMilliseconds(history.Lateness)))),
                    history.Parallelism,
                    () => ++calls % history.RoomEvery == 0);
                var oracle = new FiringOracle(history.Shape.WindowsOf, history.Lateness, plan);
                var (compared, comparedLate) = (0, 0);

                history.Replay(run, oracle.Feed, oracle.Advance, () =>
                {
                    // Of a key in their order.
                    run.TakeResults().OrderBy(r => r.Value.Key).ShouldBe(oracle.Results.Skip(compared).OrderBy(r => r.Value.Key));
                    run.TakeLate().ShouldBe(oracle.Late.Skip(comparedLate), ignoreOrder: true);
                    (compared, comparedLate) = (oracle.Results.Count, oracle.Late.Count);
                });
                run.Late.ShouldBe(oracle.Late.Count);
            },
            iter: 400);
}
