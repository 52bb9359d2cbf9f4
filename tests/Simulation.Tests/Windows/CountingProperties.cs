using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Windows;

/// <summary>Counts equal the oracle, whatever the order of messages, the parallelism, the checkpoints and what fails.</summary>
public sealed class CountingProperties
{
    [Fact]
    public void Counts_of_records_within_the_bound_are_those_of_a_batch_computation() => Suite.Run(WithinBound);

    [Fact]
    public void Late_records_of_a_split_are_exactly_those_behind_their_watermark() => Suite.Run(LateInOneSplit);

    [Fact]
    public void Every_record_of_many_splits_is_counted_or_late_and_never_both() => Suite.Run(LateInManySplits);

    [Fact]
    public void The_same_seed_gives_the_same_history()
    {
        var runs = Enumerable.Range(0, 2).Select(_ =>
        {
            var steps = new List<string>();
            var job = new CountingJob(Scenario.WithStragglersInSplits(new Random(11)), 11);
            return (job.Simulate(steps.Add), string.Join('\n', steps), string.Join('\n', job.Counts));
        }).ToList();

        runs[0].ShouldBe(runs[1]);
        runs[0].Item1.Crashes.ShouldBeGreaterThan(0);
    }

    internal static SimulationResult WithinBound(int seed)
    {
        var scenario = Scenario.WithinBound(new Random(seed));
        var job = new CountingJob(scenario, seed, keepsLate: seed % 2 == 0);

        var result = job.Simulate();

        job.LastCounts.ShouldBe(WindowOracle.Count(scenario.All, scenario), ignoreOrder: true, scenario.ToString());
        job.Counts.Count.ShouldBe(job.LastCounts.Count, "without late records every window is emitted once");
        job.Late.ShouldBeEmpty();
        result.Late.ShouldBe(0);
        return result;
    }

    internal static SimulationResult LateInOneSplit(int seed)
    {
        var scenario = Scenario.WithStragglers(new Random(seed));
        var keepsLate = seed % 2 == 0;
        var job = new CountingJob(scenario, seed, keepsLate);

        var result = job.Simulate();

        var late = WindowOracle.Late(scenario);
        job.Late.OrderBy(c => c.Number).ToList().ShouldBe(keepsLate ? late : [], scenario.ToString());
        job.LastCounts.ShouldBe(WindowOracle.Count(scenario.All.Except(late), scenario), ignoreOrder: true, scenario.ToString());
        result.Late.ShouldBe(late.Count);
        if (scenario.Lateness == 0)
        {
            job.Counts.Count.ShouldBe(job.LastCounts.Count, "without lateness every window is emitted once");
        }

        return result;
    }

    internal static SimulationResult LateInManySplits(int seed)
    {
        var scenario = Scenario.WithStragglersInSplits(new Random(seed));
        var keepsLate = seed % 2 == 0;
        var job = new CountingJob(scenario, seed, keepsLate);

        var result = job.Simulate();

        if (!keepsLate)
        {
            (job.LastCounts.Values.Sum() + result.Late).ShouldBe(scenario.All.Count(), scenario.ToString());
            return result;
        }

        var late = job.Late.ToHashSet();
        late.Count.ShouldBe(job.Late.Count);
        job.LastCounts.ShouldBe(WindowOracle.Count(scenario.All.Except(late), scenario), ignoreOrder: true, scenario.ToString());
        return result;
    }
}
