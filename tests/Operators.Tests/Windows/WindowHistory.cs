using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Windows;

/// <summary>Any windows and whatever happens to them: batches in disorder, watermarks, restarts with other parallelism.</summary>
internal sealed record WindowHistory(WindowShape Shape, int Lateness, int Parallelism, int RoomEvery, WindowHistory.Step[] Steps)
{
    /// <summary>What happens next: records by shop, amount and distance to the watermark; or the watermark moves; or a restart.</summary>
    public sealed record Step(int Kind, (int Shop, int Amount, int Distance)[] Records, int Progress, int Parallelism);

    private static readonly Gen<Step> Steps1 = Gen.Select(
        Gen.Int[0, 9],
        Gen.Select(Gen.Int[0, 6], Gen.Int[-100, 100], Gen.Int[-60, 60]).Array[0, 25],
        Gen.Int[0, 40],
        Gen.Int[1, 4],
        (kind, records, progress, parallelism) => new Step(kind, records, progress, parallelism));

    public static Gen<WindowHistory> Of(Gen<WindowShape> shapes) => Gen.Select(
        shapes,
        Gen.OneOf(Gen.Const(0), Gen.Int[0, 50]),
        Gen.Int[1, 4],
        Gen.Int[1, 3],
        Steps1.Array[0, 25],
        (shape, lateness, parallelism, roomEvery, steps) => new WindowHistory(shape, lateness, parallelism, roomEvery, steps));

    public void Replay<TResult, TCompared>(WindowRun<TResult> run, WindowOracle<TCompared> oracle, Func<TResult, TCompared> compared)
    {
        Replay(run, oracle.Feed, oracle.Advance, () => Compare(run, oracle, compared));
        run.Late.ShouldBe(oracle.Late.Count);
    }

    /// <summary>Does the same to windows and to what knows what must come of them.</summary>
    /// <param name="run">The windows.</param>
    /// <param name="feed">Takes records.</param>
    /// <param name="advance">Takes a watermark.</param>
    /// <param name="compare">Compares what has come since it was called last.</param>
    public void Replay<TResult>(WindowRun<TResult> run, Action<IEnumerable<(Sale Value, long Timestamp)>> feed, Action<long> advance, Action compare)
    {
        // Event time begins before the epoch, so that negative timestamps take part.
        var time = -200L;
        foreach (var step in Steps)
        {
            switch (step.Kind)
            {
                case < 5:
                    var records = step.Records.Select(r => (new Sale(r.Shop, r.Amount), time + r.Distance)).ToList();
                    run.Feed(records);
                    feed(records);
                    break;
                case < 9:
                    run.Advance(time += step.Progress);
                    advance(time);
                    break;
                default:
                    run.Restart(step.Parallelism);
                    break;
            }

            compare();
        }

        run.Advance(Watermarks.Max);
        advance(Watermarks.Max);
        compare();
    }

    private static void Compare<TResult, TCompared>(WindowRun<TResult> run, WindowOracle<TCompared> oracle, Func<TResult, TCompared> compared)
    {
        var results = run.TakeResults().Select(r => (new WindowResult<int, TCompared>(r.Value.Key, r.Value.Window, compared(r.Value.Value)), r.Timestamp));
        results.ShouldBe(oracle.Results.Skip(oracle.Compared), ignoreOrder: true);
        run.TakeLate().ShouldBe(oracle.Late.Skip(oracle.ComparedLate), ignoreOrder: true);
        (oracle.Compared, oracle.ComparedLate) = (oracle.Results.Count, oracle.Late.Count);
    }
}
