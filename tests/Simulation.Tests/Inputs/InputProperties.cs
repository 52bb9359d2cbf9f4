using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Inputs;

/// <summary>An operator with two inputs reads one of them first, and checkpoints go on meanwhile.</summary>
public sealed class InputProperties
{
    [Fact]
    public void Whole_table_is_read_before_the_first_record_is_joined() => Suite.Run(TableFirst);

    internal static SimulationResult TableFirst(int seed)
    {
        var random = new Random(seed);
        var (table, clicks) = (Scenario.WithinBound(random), Scenario.WithinBound(random));
        var job = new LoadFirstJob(table, clicks, seed);

        var result = job.Simulate();

        var sums = table.All.GroupBy(c => c.User).ToDictionary(g => g.Key, g => g.Sum(c => (long)c.Number));
        job.Priced.ShouldBe(
            clicks.All.Select(c => new Priced(c.Number, sums.GetValueOrDefault(c.User))), ignoreOrder: true, $"table {table}, clicks {clicks}");
        return result;
    }
}
