using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Windows;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Windows;

/// <summary>Counts by user and window, late records aside.</summary>
/// <param name="scenario">The stream.</param>
/// <param name="seed">What decides the history.</param>
/// <param name="keepsLate">Whether the late records are used; where they are only counted, records are combined before the shuffle.</param>
internal sealed class CountingJob(Scenario scenario, int seed, bool keepsLate = true)
{
    private readonly Output<WindowResult<string, long>> _counts = new(seed);
    private readonly Output<Click> _late = new(seed);

    public IReadOnlyList<WindowResult<string, long>> Counts => _counts.Committed;

    public IReadOnlyList<Click> Late => _late.Committed;

    /// <summary>The last count of each user and window; earlier ones are corrected by it.</summary>
    public Dictionary<(string User, long Start), long> LastCounts
    {
        get
        {
            var last = new Dictionary<(string, long), long>();
            foreach (var result in Counts)
            {
                var key = (result.Key, result.Window.Start);
                result.Value.ShouldBeGreaterThan(last.GetValueOrDefault(key), "a correction must follow what it corrects, and nothing comes twice");
                last[key] = result.Value;
            }

            return last;
        }
    }

    public SimulationResult Simulate(Action<string>? trace = null) =>
        new JobSimulation(Build, Suite.Options(seed, Disturb) with { Trace = trace }).Run();

    private void Disturb()
    {
        _counts.Disturb();
        _late.Disturb();
    }

    private JobGraph Build(int parallelism)
    {
        var job = new JobBuilder("counts") { Parallelism = parallelism, MaxParallelism = 16 };
        var counts = scenario.ClicksOf(job)
            .Where(c => c.Number >= 0)
            .KeyBy(c => c.User)
            .Window(scenario.Windows)
            .AllowedLateness(TimeSpan.FromMilliseconds(scenario.Lateness))
            .Count();
        counts.SinkTo(_counts.Sink, "counts");
        if (keepsLate)
        {
            counts.LateRecords.SinkTo(_late.Sink, "late");
        }

        return job.Build();
    }
}
