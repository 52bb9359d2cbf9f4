using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Windows;

/// <summary>Every branch and every kind of aggregate equals the oracle.</summary>
public sealed class AggregatingProperties
{
    [Fact]
    public void Aggregates_in_branches_are_those_of_a_batch_computation() => Suite.Run(Branches);

    /// <summary>The starts of the windows that contain a moment, by their definition.</summary>
    private static IEnumerable<long> StartsOf(SlidingWindows windows, long time)
    {
        for (var start = time - windows.SizeMs + 1; start <= time; start++)
        {
            if ((start - windows.OffsetMs) % windows.SlideMs == 0)
            {
                yield return start;
            }
        }
    }

    /// <summary>The sessions of a user, from all his clicks sorted.</summary>
    private static List<(string User, long Start, long End, int Sum)> SessionsOf(IGrouping<string, Click> user, long gap)
    {
        var sessions = new List<(string User, long Start, long End, int Sum)>();
        foreach (var click in user.OrderBy(c => c.Time))
        {
            if (sessions.Count > 0 && click.Time < sessions[^1].End)
            {
                sessions[^1] = sessions[^1] with { End = click.Time + gap, Sum = sessions[^1].Sum + click.Number };
            }
            else
            {
                sessions.Add((user.Key, click.Time, click.Time + gap, click.Number));
            }
        }

        return sessions;
    }

    internal static SimulationResult Branches(int seed)
    {
        var scenario = Scenario.WithinBound(new Random(seed));
        var job = new AggregatingJob(scenario, seed);

        var result = job.Simulate();

        var byUser = scenario.All.GroupBy(c => (c.User, scenario.StartOf(c.Time))).ToList();
        job.Sums.Committed.Select(r => (r.Key, r.Window.Start, r.Value)).Order()
            .ShouldBe(byUser.Select(g => (g.Key.User, g.Key.Item2, g.Sum(c => c.Number))).Order());
        var pieces = job.Pieces.Committed.GroupBy(r => (r.Key, r.Window.Start)).ToList();
        pieces.Select(g => (g.Key.Key, g.Key.Start, g.Sum(r => r.Value), Full: g.Count())).Order()
            .ShouldBe(byUser.Select(g => (g.Key.User, g.Key.Item2, g.Sum(c => c.Number), Full: (g.Count() + 2) / 3)).Order());
        job.Averages.Committed.Select(r => (r.Key, r.Window.Start, r.Value)).Order()
            .ShouldBe(byUser.Select(g => (g.Key.User, g.Key.Item2, g.Average(c => c.Number))).Order());
        job.Spreads.Committed.Select(r => (r.Key, r.Window.Start, r.Value)).Order()
            .ShouldBe(scenario.All.GroupBy(c => (c.Number % 5, scenario.StartOf(c.Time)))
                .Select(g => (g.Key.Item1, g.Key.Item2, g.Max(c => c.Number) - g.Min(c => c.Number))).Order());
        job.Overlapping.Committed.Select(r => (r.Key, r.Window.Start, r.Value)).Order()
            .ShouldBe(scenario.All.SelectMany(c => StartsOf(job.Sliding, c.Time).Select(start => (c.User, Start: start)))
                .GroupBy(c => c).Select(g => (g.Key.User, g.Key.Start, g.LongCount())).Order());
        job.Sessions.Committed.Select(r => (r.Key, r.Window.Start, r.Window.End, r.Value)).Order()
            .ShouldBe(scenario.All.GroupBy(c => c.User).SelectMany(user => SessionsOf(user, scenario.Size)).Order());
        return result;
    }
}
