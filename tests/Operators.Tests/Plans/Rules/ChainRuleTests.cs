using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Plans.Rules;
using static AkkaStreamProc.Operators.Tests.Plans.Rules.RuleJob;

namespace AkkaStreamProc.Operators.Tests.Plans.Rules;

public class ChainRuleTests
{
    [Fact]
    public void What_is_fed_one_to_one_by_one_operator_runs_with_it() =>
        Vertices(
            [Source("source"), Map("map"), Sink("sink"), Map("spread"), Sink("end")],
            [Edge(0, "source", "map"), Edge(1, "map", "sink"), Edge(2, "map", "spread", Partitioning.Rebalance), Edge(3, "spread", "end")])
            .ShouldBe(["source map sink", "spread end"]);

    [Fact]
    public void What_is_fed_by_two_begins_a_vertex() =>
        Vertices([Source("a"), Source("b"), Map("union"), Sink("sink")], [Edge(0, "a", "union"), Edge(1, "b", "union"), Edge(2, "union", "sink")])
            .ShouldBe(["a", "b", "union sink"]);

    [Fact]
    public void Every_operator_stands_behind_what_feeds_it() =>
        Vertices(
            [Source("source"), Map("a"), Map("b"), Sink("of-a"), Sink("of-b")],
            [Edge(0, "source", "a"), Edge(1, "source", "b"), Edge(2, "a", "of-a"), Edge(3, "b", "of-b")])
            .ShouldBe(["source a of-a b of-b"]);

    private static IEnumerable<string> Vertices(LogicalOperator[] operators, LogicalEdge[] edges) =>
        ChainRule.Apply(ParallelismRule.Apply(Draft(operators, edges))).Vertices.Select(v => string.Join(" ", v));
}
