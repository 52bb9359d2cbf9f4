using AkkaStreamProc.TestKit;
using CsCheck;

namespace AkkaStreamProc.Simulation.Tests;

/// <summary>Windows equal the oracle, whatever the order of messages, the parallelism, the checkpoints and the crashes.</summary>
public sealed class WindowProperties
{
    private const int Histories = 400;

    private static readonly int[] AnyParallelism = [1, 2, 3, 4, 5, 6, 7, 8];

    private static readonly Gen<int> Seeds = Gen.Int[0, int.MaxValue];

    [Fact]
    public void Counts_of_records_within_the_bound_are_those_of_a_batch_computation() => Seeds.Sample(
        seed =>
        {
            var scenario = Scenario.WithinBound(new Random(seed));
            var job = new WindowedJob(scenario);

            var result = Simulate(job, seed, AnyParallelism);

            job.LastCounts.ShouldBe(Oracle.CountAll(scenario), ignoreOrder: true, scenario.ToString());
            job.Late.Committed.ShouldBeEmpty();
            result.Late.ShouldBe(0);
        },
        iter: Histories,
        threads: 1);

    [Fact]
    public void Late_records_of_a_split_are_exactly_those_behind_their_watermark() => Seeds.Sample(
        seed =>
        {
            var scenario = Scenario.WithStragglers(new Random(seed));
            var job = new WindowedJob(scenario);
            var (counts, late) = Oracle.CountInOrder(scenario);

            var result = Simulate(job, seed, AnyParallelism);

            job.LastCounts.ShouldBe(counts, ignoreOrder: true, scenario.ToString());
            job.Late.Committed.OrderBy(c => c.Number).ToList().ShouldBe(late, scenario.ToString());
            result.Late.ShouldBe(late.Count);
        },
        iter: Histories,
        threads: 1);

    [Fact]
    public void Every_record_of_many_splits_is_counted_or_late_and_never_both() => Seeds.Sample(
        seed =>
        {
            var scenario = Scenario.WithStragglersInSplits(new Random(seed));
            var job = new WindowedJob(scenario);

            Simulate(job, seed, AnyParallelism);

            var late = job.Late.Committed.Select(c => c.Number).ToHashSet();
            late.Count.ShouldBe(job.Late.Committed.Count);
            var onTime = scenario.All.Where(c => !late.Contains(c.Number));
            var expected = onTime.GroupBy(c => (c.User, Oracle.StartOf(c.Time, scenario))).ToDictionary(g => g.Key, g => g.LongCount());
            job.LastCounts.ShouldBe(expected, ignoreOrder: true, scenario.ToString());
        },
        iter: Histories,
        threads: 1);

    [Fact]
    public void Without_lateness_every_window_of_a_user_is_emitted_once() => Seeds.Sample(
        seed =>
        {
            var scenario = Scenario.WithStragglers(new Random(seed));
            var job = new WindowedJob(scenario);

            Simulate(job, seed, AnyParallelism);

            if (scenario.Lateness == 0)
            {
                job.Counts.Committed.Count.ShouldBe(job.LastCounts.Count, scenario.ToString());
            }
        },
        iter: Histories,
        threads: 1);

    [Fact]
    public void The_same_seed_gives_the_same_history()
    {
        var runs = Enumerable.Range(0, 2).Select(_ =>
        {
            var job = new WindowedJob(Scenario.WithStragglersInSplits(new Random(7)));
            return (Simulate(job, 7, AnyParallelism), string.Join('\n', job.Counts.Committed));
        }).ToList();

        runs[0].ShouldBe(runs[1]);
        runs[0].Item1.Crashes.ShouldBeGreaterThan(0);
    }

    private static SimulationResult Simulate(WindowedJob job, int seed, int[] parallelisms) => new JobSimulation(
        job.Build,
        new SimulationOptions
        {
            Seed = seed,
            Parallelisms = parallelisms,
            MaxCrashes = 4,
            CrashProbability = 0.003,
            CheckpointProbability = 0.05,
            ChannelCredit = 1 + seed % 50,
        }).Run();
}
