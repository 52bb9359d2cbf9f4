using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Chaining;

/// <summary>State is found wherever the operator ran before: chained, or in a vertex of its own, of any parallelism.</summary>
public sealed class RechainingProperties
{
    [Fact]
    public void Job_whose_chains_change_at_every_start_writes_what_a_batch_computation_gives() => Suite.Run(ChangingChains);

    [Fact]
    public void Histories_go_through_every_chaining()
    {
        var plans = new HashSet<string>();
        for (var seed = 0; seed < 40; seed++)
        {
            var job = new RechainedJob(Scenario.WithinBound(new Random(seed)), seed);
            job.Simulate();
            plans.UnionWith(job.Plans);
        }

        plans.Order().ShouldBe(
        [
            "source, sum",
            "source, sum, sums",
            "source, copies, sum",
            "source, copies, sum, sums",
        ], ignoreOrder: true);
    }

    internal static SimulationResult ChangingChains(int seed)
    {
        var scenario = Scenario.WithinBound(new Random(seed));
        var job = new RechainedJob(scenario, seed);

        var result = job.Simulate();

        job.Copies.Select(c => c.Number).Order().ShouldBe(scenario.All.Select(c => c.Number).Where(n => n % 2 == 0).Order());
        job.Sums.Select(r => (r.Key, r.Window.Start, r.Value)).Order()
            .ShouldBe(scenario.All.GroupBy(c => (c.User, scenario.StartOf(c.Time))).Select(g => (g.Key.User, g.Key.Item2, g.Sum(c => c.Number))).Order());
        return result;
    }
}
