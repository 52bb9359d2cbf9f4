using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Shuffles;

/// <summary>Nothing is lost or doubled on the way through several shuffles.</summary>
public sealed class ShufflingProperties
{
    [Fact]
    public void Sums_behind_several_shuffles_are_those_of_a_batch_computation() => Suite.Run(SeveralShuffles);

    internal static SimulationResult SeveralShuffles(int seed)
    {
        var scenario = Scenario.WithinBound(new Random(seed));
        var job = new ShufflingJob(scenario, seed);

        var result = job.Simulate();

        job.Sums.Select(r => (r.Key, r.Window.Start, r.Value)).Order()
            .ShouldBe(scenario.All.GroupBy(c => (c.User, scenario.StartOf(c.Time))).Select(g => (g.Key.User, g.Key.Item2, g.Sum(c => c.Number))).Order());
        job.Repeated.Select(t => t.Number).Order().ShouldBe(scenario.All.Select(c => c.Number).Where(n => n % 2 == 1 && n % 3 == 0).Order());
        return result;
    }
}
