using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Plans.Rules;
using static AkkaStreamProc.Operators.Tests.Plans.Rules.RuleJob;

namespace AkkaStreamProc.Operators.Tests.Plans.Rules;

public class ParallelismRuleTests
{
    [Fact]
    public void Operator_has_the_number_it_asks_for_or_that_of_what_feeds_it_one_to_one_or_that_of_the_job()
    {
        var draft = ParallelismRule.Apply(Draft(
            [Source("source", 3), Map("map"), Keyed("keyed"), Map("last"), Sink("sink", 2)],
            [Edge(0, "source", "map"), Edge(1, "map", "keyed", Partitioning.Broadcast), Edge(2, "keyed", "last"), Edge(3, "last", "sink", Partitioning.ForwardOrRebalance)],
            parallelism: 5));

        draft.Parallelism.OrderBy(p => p.Key).Select(p => (p.Key, p.Value))
            .ShouldBe([("keyed", 5), ("last", 5), ("map", 3), ("sink", 2), ("source", 3)]);
    }

    [Theory]
    [InlineData(2, "Forward")]
    [InlineData(3, "Rebalance")]
    public void Edge_goes_one_to_one_where_it_may_and_can(int sinks, string kind) =>
        ParallelismRule.Apply(Draft([Source("source", 2), Sink("sink", sinks)], [Edge(0, "source", "sink", Partitioning.ForwardOrRebalance)]))
            .Partitionings[0].Kind.ToString().ShouldBe(kind);

    [Fact]
    public void Edge_that_must_go_one_to_one_and_cannot_is_refused_with_both_ends() =>
        Should.Throw<StreamProcessingException>(() => ParallelismRule.Apply(Draft([Source("source", 2), Map("map", 3)], [Edge(0, "source", "map")])))
            .Message.ShouldBe("'map' runs in 3 subtasks, but 'source', which feeds it, in 2. Put Rebalance between them or give both the same parallelism.");

    [Theory]
    [InlineData(0)]
    [InlineData(129)]
    public void Number_out_of_bounds_is_refused(int parallelism) =>
        Should.Throw<StreamProcessingException>(() => ParallelismRule.Apply(Draft([Source("source", parallelism)], [])))
            .Message.ShouldContain($"'source' of the job 'job' cannot run in {parallelism} subtasks");
}
