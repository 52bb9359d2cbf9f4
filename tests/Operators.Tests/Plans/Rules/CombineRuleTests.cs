using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Plans.Rules;
using static AkkaStreamProc.Operators.Tests.Plans.Rules.RuleJob;

namespace AkkaStreamProc.Operators.Tests.Plans.Rules;

public class CombineRuleTests
{
    [Fact]
    public void Records_are_combined_where_only_the_results_are_used() =>
        Apply(ErrorPolicy.Fail, output: 0).ShouldBe(Partitioning.Broadcast);

    [Theory]
    [InlineData(ErrorPolicy.Fail, 1)]
    [InlineData(ErrorPolicy.Divert, 2)]
    [InlineData(ErrorPolicy.Skip, 0)]
    public void Records_come_one_by_one_where_late_or_failed_ones_matter(ErrorPolicy policy, int output) =>
        Apply(policy, output).ShouldBe(Partitioning.Rebalance);

    /// <summary>Two partitionings that can be told apart stand for the two ways.</summary>
    private static Partitioning Apply(ErrorPolicy policy, int output)
    {
        var draft = Draft(
            [Source("source"), Keyed("window", policy: policy), Sink("sink"), Sink("side")],
            [Edge(0, "source", "window", Partitioning.Rebalance, combined: Partitioning.Broadcast), Edge(1, "window", "sink"), Edge(2, "window", "side", output: output)]);
        return CombineRule.Apply(ParallelismRule.Apply(draft)).Partitionings[0];
    }
}
