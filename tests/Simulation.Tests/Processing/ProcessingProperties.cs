using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Processing;

/// <summary>State and timers are exactly once, and what a key emits keeps its order.</summary>
public sealed class ProcessingProperties
{
    [Fact]
    public void Every_total_and_every_timer_of_a_key_comes_once_and_in_order() => Suite.Run(TotalsAndTimersInOrder);

    internal static SimulationResult TotalsAndTimersInOrder(int seed)
    {
        var scenario = Scenario.WithUsersOfSplits(new Random(seed));
        var job = new ProcessingJob(scenario, seed);

        var result = job.Simulate();

        foreach (var user in scenario.All.GroupBy(c => c.User))
        {
            var total = 0L;
            var notes = job.Notes[user.Key].ToLookup(n => n.IsTimer, n => n.Value);
            notes[false].ShouldBe(user.Select(c => total += c.Number + 1), scenario.ToString());
            notes[true].ShouldBe(user.Select(c => c.Time + scenario.Size).Distinct().Order(), scenario.ToString());
        }

        return result;
    }
}
