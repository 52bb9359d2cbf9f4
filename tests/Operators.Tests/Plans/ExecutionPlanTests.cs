using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Plans.Explanations;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Tests.Plans.Rules;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Plans;

public class ExecutionPlanTests
{
    [Fact]
    public void Plan_that_was_written_down_and_read_again_is_the_same()
    {
        var json = ShopJob.Declare().Build().Explain(PlanFormat.Json);

        var read = PlanJson.Read(json);

        PlanJson.Write(read).ShouldBe(json);
        PlanText.Of(read).ShouldBe(ShopJob.Declare().Build().Explain());
    }

    [Fact]
    public void Graph_keeps_what_was_declared_when_it_was_built()
    {
        var job = new JobBuilder("job");
        var results = job.FromSource(new IdleSource<int>(), WatermarkStrategy<int>.None()).Rebalance().Map(x => x + 1);
        results.SinkTo(new IdleSink<int>());
        var graph = job.Build();
        var before = graph.Explain();

        results.OnError(ErrorPolicy.Skip);
        results.WithParallelism(1);
        job.MaxParallelism = 7;
        results.SinkTo(new IdleSink<int>(), "another");

        graph.Explain().ShouldBe(before);
        graph.Operator("map").ErrorPolicy.ShouldBe(ErrorPolicy.Fail);
        job.Build().Explain().ShouldNotBe(before);
    }

    [Fact]
    public void Edge_between_ports_of_different_types_is_refused_with_both_ends() =>
        Should.Throw<InvalidOperationException>(() => RuleJob.Draft([RuleJob.Source("numbers"), RuleJob.Sink<string>("texts")], [RuleJob.Edge(0, "numbers", "texts")]))
            .Message.ShouldBe("The output 'records' of 'numbers' does not give what 'texts' takes.");

    [Fact]
    public void Builder_builds_again_with_another_parallelism()
    {
        var job = ShopJob.Declare(parallelism: 2);
        var two = job.Build();
        job.Parallelism = 3;

        var three = job.Build();

        (two.Plan.Vertices[0].Parallelism, three.Plan.Vertices[0].Parallelism).ShouldBe((2, 3));
        three.Fingerprint.ShouldBe(two.Fingerprint);
    }

    [Fact]
    public void Parallelism_may_be_said_behind_the_sink()
    {
        var job = new JobBuilder("job");
        var results = job.FromSource(new IdleSource<int>(), WatermarkStrategy<int>.None()).Rebalance().Map(x => x + 1);
        results.SinkTo(new IdleSink<int>(), parallelism: 2);
        results.Rebalance().WithParallelism(2).SinkTo(new IdleSink<int>(), "one-to-one", parallelism: 2);

        var plan = job.Build().Plan;

        plan.Edges.Single(e => e.To == "sink").Description.ShouldBe("rebalance");
        plan.Edges.Single(e => e.To == "one-to-one").Description.ShouldBe("forward");
    }
}
