using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Windows;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Shuffles;

/// <summary>
/// Several shuffles in a row, of another parallelism each: branches are united, spread, grouped by number, grouped by
/// user, and counted.
/// </summary>
internal sealed class ShufflingJob(Scenario scenario, int seed)
{
    private readonly Output<WindowResult<string, int>> _sums = new(seed);
    private readonly Output<Tagged> _repeated = new(seed + 1);

    public IReadOnlyList<WindowResult<string, int>> Sums => _sums.Committed;

    public IReadOnlyList<Tagged> Repeated => _repeated.Committed;

    public SimulationResult Simulate() => new JobSimulation(Build, Suite.Options(seed, Disturb)).Run();

    private void Disturb()
    {
        _sums.Disturb();
        _repeated.Disturb();
    }

    private JobGraph Build(int parallelism)
    {
        var job = new JobBuilder("shuffles") { Parallelism = parallelism, MaxParallelism = 16 };
        var clicks = scenario.ClicksOf(job);
        var odd = clicks.Where(c => c.Number % 2 == 1, "odd");
        var all = clicks.Where(c => c.Number % 2 == 0, "even").Union(odd, odd.Where(c => c.Number % 3 == 0, "every third odd"));
        var tagged = Spread(all).WithParallelism(1 + (parallelism + seed) % 3)
            .KeyBy(c => c.Number)
            .Process(static () => new FirstOfNumber(), "first");
        tagged.Where(t => t.IsFirst).KeyBy(t => t.User).Window(scenario.Windows).Sum(t => t.Number, "sum").SinkTo(_sums.Sink, "sums");
        tagged.Where(t => !t.IsFirst).Map(t => t with { User = "" }).SinkTo(_repeated.Sink, "repeated");
        return job.Build();
    }

    private DataStream<Click> Spread(DataStream<Click> clicks) => (seed % 5) switch
    {
        0 => clicks.Rescale(),
        1 => clicks.Global(),
        2 => clicks.PartitionBy(c => c.User, (user, count) => user.Length % count),
        _ => clicks.Rebalance(),
    };
}
