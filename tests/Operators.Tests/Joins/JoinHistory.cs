using AkkaStreamProc.Operators.Time;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Joins;

/// <summary>Records of two streams in any order, watermarks, and restarts with other parallelism.</summary>
internal sealed record JoinHistory(int Parallelism, JoinHistory.Step[] Steps)
{
    /// <summary>A record (kinds up to 11, the first of them of the first stream), the watermark moves (up to 14), or a restart.</summary>
    public sealed record Step(int Kind, int Key, int Distance, int Progress, int Parallelism);

    public static Gen<JoinHistory> Any { get; } = Gen.Select(
        Gen.Int[1, 4],
        Gen.Select(Gen.Int[0, 15], Gen.Int[0, 3], Gen.Int[-8, 30], Gen.Int[0, 15], Gen.Int[1, 4], (kind, key, distance, progress, parallelism) => new Step(kind, key, distance, progress, parallelism)).Array[0, 60],
        (parallelism, steps) => new JoinHistory(parallelism, steps));

    /// <summary>Does the same to a join and to what knows what must come of it, and compares after each step.</summary>
    public void Replay<TOut>(JoinRun<TOut> run, IJoinOracle oracle)
    {
        var (time, number) = (-50L, 0);
        foreach (var step in Steps)
        {
            switch (step.Kind)
            {
                case < 12:
                    var (item, timestamp) = (new Item(step.Key, ++number), time + step.Distance);
                    if (step.Kind < 6)
                    {
                        run.First(item, timestamp);
                    }
                    else
                    {
                        run.Second(item, timestamp);
                    }

                    oracle.Take(step.Kind < 6, item, timestamp);
                    break;
                case < 15:
                    run.Advance(time += step.Progress);
                    oracle.Advance(time);
                    break;
                default:
                    run.Restart(step.Parallelism, time);
                    break;
            }

            Compare(run, oracle);
        }

        run.Advance(Watermarks.Max);
        oracle.Advance(Watermarks.Max);
        Compare(run, oracle);
        run.Late.ShouldBe(oracle.LateCount);
    }

    private static void Compare<TOut>(JoinRun<TOut> run, IJoinOracle oracle)
    {
        run.Take().ShouldBe(oracle.TakeResults(), ignoreOrder: true);
        run.TakeLate().ShouldBe(oracle.TakeLate(), ignoreOrder: true);
    }
}

internal interface IJoinOracle
{
    int LateCount { get; }

    void Take(bool isFirst, Item item, long timestamp);

    void Advance(long watermark);

    List<string> TakeResults();

    List<string> TakeLate();
}
