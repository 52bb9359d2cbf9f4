using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Windows;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Chaining;

/// <summary>
/// A job whose plan decides which operators run in one vertex: each of its sinks is chained to what feeds it, or has a
/// vertex of its own, of more subtasks or fewer.
/// </summary>
internal sealed class RechainedJob(Scenario scenario, int seed)
{
    private const int Parallelisms = 3;

    private readonly Output<WindowResult<string, int>> _sums = new(seed);
    private readonly Output<Click> _copies = new(seed + 1);
    private readonly HashSet<string> _plans = [];

    public IReadOnlyList<WindowResult<string, int>> Sums => _sums.Committed;

    public IReadOnlyList<Click> Copies => _copies.Committed;

    /// <summary>The different chains that were run, by the names of their first operators.</summary>
    public IReadOnlyCollection<string> Plans => _plans;

    public SimulationResult Simulate() => new JobSimulation(
        Build,
        Suite.Options(seed, Disturb) with { Parallelisms = [.. Enumerable.Range(0, Parallelisms * Parallelisms * Parallelisms)] }).Run();

    private void Disturb()
    {
        _sums.Disturb();
        _copies.Disturb();
    }

    private JobGraph Build(int plan)
    {
        var (rest, sums, copies) = (1 + plan % Parallelisms, 1 + plan / Parallelisms % Parallelisms, 1 + plan / Parallelisms / Parallelisms);
        var job = new JobBuilder("chains") { Parallelism = rest, MaxParallelism = 16 };
        var clicks = scenario.ClicksOf(job);
        clicks.Where(c => c.Number % 2 == 0, "even").SinkTo(_copies.Sink, "copies", copies == rest ? null : copies);
        clicks.KeyBy(c => c.User).Window(scenario.Windows).Sum(c => c.Number, "sum").SinkTo(_sums.Sink, "sums", sums == rest ? null : sums);
        var graph = job.Build();
        var vertices = graph.Explain().Split('\n').Where(line => line.StartsWith('['));
        _plans.Add(string.Join(", ", vertices.Select(line => line.Split(' ')[1])));
        return graph;
    }
}
