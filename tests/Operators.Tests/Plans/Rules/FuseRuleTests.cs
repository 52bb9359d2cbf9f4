using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Plans.Rules;
using static AkkaStreamProc.Operators.Tests.Plans.Rules.RuleJob;

namespace AkkaStreamProc.Operators.Tests.Plans.Rules;

public class FuseRuleTests
{
    [Fact]
    public void Stateless_operators_in_a_row_are_one_loop() =>
        Steps([Source("source"), Map("a"), Map("b"), Map("c"), Sink("sink")], [Edge(0, "source", "a"), Edge(1, "a", "b"), Edge(2, "b", "c"), Edge(3, "c", "sink")])
            .ShouldBe(["source", "a b c", "sink"]);

    [Fact]
    public void Loop_ends_where_two_use_its_results() =>
        Steps([Source("source"), Map("a"), Map("b"), Map("c"), Map("d")], [Edge(0, "source", "a"), Edge(1, "a", "b"), Edge(2, "b", "c"), Edge(3, "b", "d")])
            .ShouldBe(["source", "a b", "c", "d"]);

    [Fact]
    public void Loop_goes_on_where_only_its_failed_records_are_used_besides() =>
        Steps(
            [Source("source"), Map("a", policy: ErrorPolicy.Divert), Map("b"), Sink<FailedRecord<int>>("failed")],
            [Edge(0, "source", "a"), Edge(1, "a", "b"), Edge(2, "a", "failed", output: 1)])
            .ShouldBe(["source", "a b", "failed"]);

    [Theory]
    [InlineData(ErrorPolicy.Skip)]
    [InlineData(ErrorPolicy.Divert)]
    public void Operator_that_is_lenient_begins_a_loop(ErrorPolicy policy) =>
        Steps([Source("source"), Map("a"), Map("b", policy: policy), Map("c")], [Edge(0, "source", "a"), Edge(1, "a", "b"), Edge(2, "b", "c")])
            .ShouldBe(["source", "a", "b c"]);

    [Fact]
    public void Loop_ends_with_its_vertex() =>
        Steps([Source("source"), Map("a"), Map("b")], [Edge(0, "source", "a"), Edge(1, "a", "b", Partitioning.Rebalance)]).ShouldBe(["source", "a", "b"]);

    private static IEnumerable<string> Steps(LogicalOperator[] operators, LogicalEdge[] edges) =>
        FuseRule.Apply(ChainRule.Apply(ParallelismRule.Apply(Draft(operators, edges)))).Steps.SelectMany(v => v).Select(s => string.Join(" ", s));
}
