using AkkaStreamProc.Operators.Joins;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Joins;

public class JoinOracleTests
{
    [Theory]
    [InlineData("Inner")]
    [InlineData("Left")]
    [InlineData("Right")]
    [InlineData("Full")]
    [InlineData("Semi")]
    [InlineData("Anti")]
    public void Interval_join_agrees_with_the_naive_computation(string name) =>
        Gen.Select(JoinHistory.Any, Gen.Int[-20, 20], Gen.Int[0, 20]).Sample(
            any =>
            {
                var (history, lower, span) = any;
                var kind = Enum.Parse<JoinKind>(name);
                var oracle = new IntervalOracle(kind, lower, lower + span);
                IntervalJoin<Item, Item, int> within(ConnectedStreams<Item, Item, int> streams) =>
                    streams.Within(TimeSpan.FromMilliseconds(lower), TimeSpan.FromMilliseconds(lower + span));
                if (kind is JoinKind.Semi or JoinKind.Anti)
                {
                    history.Replay(
                        new JoinRun<Item>(streams => kind == JoinKind.Semi ? within(streams).SemiJoin() : within(streams).AntiJoin(), history.Parallelism), oracle);
                }
                else
                {
                    history.Replay(new JoinRun<string>(streams => Declare(kind, within(streams)), history.Parallelism), oracle);
                }
            },
            iter: 500);

    [Fact]
    public void Join_as_of_a_time_agrees_with_the_naive_computation() =>
        Gen.Select(JoinHistory.Any, Gen.Bool, Gen.OneOf(Gen.Const((int?)null), Gen.Int[1, 30].Select(k => (int?)k)), Gen.Bool).Sample(
            any =>
            {
                var (history, isOuter, keep, hasRemovals) = any;
                Func<Item, bool>? isRemoval = hasRemovals ? item => item.Number % 3 == 0 : null;
                var run = new JoinRun<string>(
                    streams =>
                    {
                        var join = streams.AsOf(keep is { } ms ? Retention.Of(TimeSpan.FromMilliseconds(ms)) : Retention.ForEver, isRemoval);
                        return isOuter ? join.LeftJoin((first, second) => $"{first}+{second}") : join.Join((first, second) => $"{first}+{second}");
                    },
                    history.Parallelism);

                history.Replay(run, new AsOfOracle(isOuter, keep, isRemoval));
            },
            iter: 4_000);

    private static JoinStream<Item, Item, string> Declare(JoinKind kind, IntervalJoin<Item, Item, int> join) => kind switch
    {
        JoinKind.Inner => join.Join((first, second) => $"{first}+{second}"),
        JoinKind.Left => join.LeftJoin((first, second) => $"{first}+{second}"),
        JoinKind.Right => join.RightJoin((first, second) => $"{first}+{second}"),
        _ => join.FullJoin((first, second) => $"{first}+{second}"),
    };
}
