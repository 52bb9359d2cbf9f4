using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Tables;

/// <summary>Orders are joined with a table that is loaded first, through crashes, faults and other parallelisms.</summary>
public sealed class TableJoinProperties
{
    [Fact]
    public void No_order_is_joined_with_less_than_the_whole_table_that_was_there() => Suite.Run(LoadedTables);

    internal static SimulationResult LoadedTables(int seed)
    {
        var job = new TableJob(seed);

        var result = job.Simulate();

        var oracle = new TableOracle(job.Rows);
        var orders = job.Orders.SelectMany(split => split).ToList();
        job.Joined.Select(j => j.Number).Order().ShouldBe(orders.Select(o => o.Number), $"seed {seed}");
        job.Beside.Order().ShouldBe(orders.Select(o => o.Number), $"seed {seed}");
        job.Counted.Order(StringComparer.Ordinal).ShouldBe(
            orders.GroupBy(o => (o.Split, Start: o.Time / 50 * 50)).Select(g => $"{g.Key.Split} {g.Key.Start}: {g.Count()}").Order(StringComparer.Ordinal), $"seed {seed}");
        Verify(job.Joined, oracle, seed);
        job.Inner.ShouldAllBe(j => j.Version != Joined.None);
        job.Inner.Select(j => j.Number).ShouldBeUnique();
        Verify(job.Inner, oracle, seed);
        return result;
    }

    private static void Verify(IEnumerable<Joined> joined, TableOracle oracle, int seed)
    {
        foreach (var sequence in joined.GroupBy(j => (j.Key, j.Split)))
        {
            var versions = sequence.OrderBy(j => j.Number).Select(j => j.Version == Joined.None ? (int?)null : j.Version).ToList();
            oracle.Allows(sequence.Key.Key, versions).ShouldBeTrue(
                $"seed {seed}: orders of '{sequence.Key.Key}' in split {sequence.Key.Split} have [{string.Join(", ", versions)}], and the table was {oracle}");
        }
    }
}
