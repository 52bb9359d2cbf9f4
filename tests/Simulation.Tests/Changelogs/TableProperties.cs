using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Changelogs;

/// <summary>What comes of tables equals the batch computation over all records, and every change on the way is one of a table.</summary>
public sealed class TableProperties
{
    /// <summary>So many that one record changes more rows than a batch holds, and an odd number, so that an update meets the end of one.</summary>
    private const int LowestRank = 1101;

    [Fact]
    public void Tables_of_tables_are_those_of_a_batch_computation() => Suite.Run(Tables);

    [Fact]
    public void Rows_that_change_together_are_those_of_a_batch_computation() => Suite.Run(LongTables);

    internal static SimulationResult LongTables(int seed)
    {
        var scenario = Scenario.WithUsersOfSplits(new Random(seed));
        var ranks = new Output<Change<(int, int), int>>(seed);
        JobGraph Build(int parallelism)
        {
            var job = new JobBuilder("long-tables") { Parallelism = parallelism, MaxParallelism = 16 };
            scenario.ClicksOf(job).FlatMap(NumbersOf).KeyBy(_ => 0).Updating(Ttl.Never).TopByRank(LowestRank, n => n, name: "ranks").Changes().SinkTo(ranks.Sink, "ranks-sink");
            return job.Build();
        }

        var result = new JobSimulation(Build, Suite.Options(seed, ranks.Disturb)).Run();

        Apply(ranks.Committed).ShouldBe(
            scenario.All.SelectMany(NumbersOf).OrderDescending().Take(LowestRank).Select((number, index) => (Key: (0, index + 1), number)).ToDictionary(r => r.Key, r => r.number),
            ignoreOrder: true);
        return result;
    }

    internal static SimulationResult Tables(int seed)
    {
        var scenario = Scenario.WithUsersOfSplits(new Random(seed));
        var (counts, sums, best, ranks) = (new Output<Change<int, long>>(seed), new Output<Change<int, int>>(seed + 1), new Output<Change<(int, string), Click>>(seed + 2), new Output<Change<(int, int), int>>(seed + 3));
        var (joined, paired, kept) = (new Output<Change<string, string>>(seed + 4), new Output<Change<JoinedKey<int, string, string>, string>>(seed + 5), new Output<Change<int, Click>>(seed + 6));
        JobGraph Build(int parallelism)
        {
            var job = new JobBuilder("tables") { Parallelism = parallelism, MaxParallelism = 16 };
            var clicks = scenario.ClicksOf(job);
            var last = clicks.KeyBy(c => c.User).Updating(Ttl.Never).Last(IsRemoval, "last").WithParallelism(1 + seed % 3);
            var groups = last.Where(c => c.Number % 4 != 1).GroupBy(c => c.Number % 5, Ttl.Never);
            groups.Count("counts").Changes().SinkTo(counts.Sink, "counts-sink");
            groups.Top(2, c => c.Number, name: "best").Changes().SinkTo(best.Sink, "best-sink");
            groups.Last(name: "kept").Changes().SinkTo(kept.Sink, "kept-sink");

            // Updates upon updates: how often each count occurs, and which groups have the largest sums.
            var totals = groups.Sum(c => c.Number, "sums");
            totals.Changes().SinkTo(sums.Sink, "sums-sink");
            totals.Select((group, sum) => new { Group = group, Sum = sum }).GroupBy(g => g.Group % 2, Ttl.Never).TopByRank(2, g => g.Sum, name: "ranks")
                .Map(g => g.Sum).Changes().SinkTo(ranks.Sink, "ranks-sink");

            var firsts = clicks.Where(c => c.Number % 3 == 0).KeyBy(c => c.User).Updating(Ttl.Never).Max(c => c.Number, "largest");
            last.FullJoin(firsts, (click, largest) => $"{click?.Number} {largest}", Ttl.Never, "joined").Changes().SinkTo(joined.Sink, "joined-sink");
            groups.LeftJoin(firsts.GroupBy(n => n % 5, Ttl.Never), (click, largest) => $"{click.Number} {largest}", "paired").Changes().SinkTo(paired.Sink, "paired-sink");
            return job.Build();
        }

        void Disturb()
        {
            counts.Disturb();
            sums.Disturb();
            best.Disturb();
            ranks.Disturb();
            joined.Disturb();
            paired.Disturb();
            kept.Disturb();
        }

        var result = new JobSimulation(Build, Suite.Options(seed, Disturb)).Run();

        // A user is in one split, so which click of his is the last is known.
        var table = scenario.Splits.SelectMany(s => s).GroupBy(c => c.User).Select(g => g.Last()).Where(c => !IsRemoval(c)).ToList();
        var largest = scenario.All.Where(c => c.Number % 3 == 0).GroupBy(c => c.User).ToDictionary(g => g.Key, g => g.Max(c => c.Number));
        var groupsOf = table.Where(c => c.Number % 4 != 1).GroupBy(c => c.Number % 5).ToDictionary(g => g.Key, g => g.ToList());
        Apply(counts.Committed).ShouldBe(groupsOf.ToDictionary(g => g.Key, g => (long)g.Value.Count), ignoreOrder: true);
        Apply(sums.Committed).ShouldBe(groupsOf.ToDictionary(g => g.Key, g => g.Value.Sum(c => c.Number)), ignoreOrder: true);
        Apply(best.Committed).ShouldBe(
            groupsOf.SelectMany(g => g.Value.OrderByDescending(c => c.Number).Take(2)).ToDictionary(c => (c.Number % 5, c.User)), ignoreOrder: true);
        Apply(ranks.Committed).ShouldBe(
            groupsOf.GroupBy(g => g.Key % 2, g => g.Value.Sum(c => c.Number)).SelectMany(g => g.OrderDescending().Take(2).Select((sum, index) => (Key: (g.Key, index + 1), sum)))
                .ToDictionary(r => r.Key, r => r.sum),
            ignoreOrder: true);
        Apply(joined.Committed).ShouldBe(
            table.Select(c => c.User).Union(largest.Keys)
                .ToDictionary(user => user, user => $"{table.Find(c => c.User == user)?.Number} {(largest.TryGetValue(user, out var number) ? number : 0)}"),
            ignoreOrder: true);
        Apply(paired.Committed).ShouldBe(
            groupsOf.SelectMany(g => g.Value).SelectMany(c => largest.Where(l => l.Value % 5 == c.Number % 5).Select(l => (l.Key, Value: (int?)l.Value)).DefaultIfEmpty(), (c, l) => (Click: c, Largest: l))
                .ToDictionary(
                    p => new JoinedKey<int, string, string>(p.Click.Number % 5, true, p.Click.User, p.Largest.Value is not null, p.Largest.Key),
                    p => $"{p.Click.Number} {p.Largest.Value ?? 0}"),
            ignoreOrder: true);

        // Which one came last to a group depends on the order of the subtasks; that it is one of them does not.
        var keptTable = Apply(kept.Committed);
        keptTable.Keys.ShouldBe(groupsOf.Keys, ignoreOrder: true);
        keptTable.ShouldAllBe(row => groupsOf[row.Key].Contains(row.Value));
        return result;
    }

    /// <summary>Of the first click all numbers that are low; each of a few others is before them.</summary>
    private static IEnumerable<int> NumbersOf(Click click) =>
        click.Number == 0 ? Enumerable.Range(0, LowestRank).Select(number => -number) : click.Number % 10 == 0 ? [click.Number] : [];

    private static bool IsRemoval(Click click) => click.Number % 7 == 0;

    /// <summary>Applies changes to an empty table, and refuses those that no table has. All of one key come in order.</summary>
    private static Dictionary<TKey, T> Apply<TKey, T>(IEnumerable<Change<TKey, T>> changes)
        where TKey : notnull
    {
        var table = new Dictionary<TKey, T>();
        var updated = new Dictionary<TKey, T>();
        foreach (var (kind, key, row) in changes)
        {
            switch (kind)
            {
                case RowKind.Insert:
                    table.TryAdd(key, row).ShouldBeTrue($"{row} is inserted where {table[key]} is");
                    break;
                case RowKind.UpdateBefore:
                    table.Remove(key, out var before).ShouldBeTrue($"{row} is updated and not there");
                    before.ShouldBe(row);
                    updated.Add(key, row);
                    break;
                case RowKind.UpdateAfter:
                    updated.Remove(key).ShouldBeTrue($"{row} is an update of nothing");
                    table.Add(key, row);
                    break;
                default:
                    table.Remove(key, out var deleted).ShouldBeTrue($"{row} is deleted and not there");
                    deleted.ShouldBe(row);
                    break;
            }
        }

        updated.ShouldBeEmpty();
        return table;
    }
}
