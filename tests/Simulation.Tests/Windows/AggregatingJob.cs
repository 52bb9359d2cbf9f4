using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Windows;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Windows;

/// <summary>One stream with several branches, each with an aggregate of another kind.</summary>
internal sealed class AggregatingJob(Scenario scenario, int seed)
{
    public Output<WindowResult<string, int>> Sums { get; } = new(seed);

    public Output<WindowResult<string, double>> Averages { get; } = new(seed + 1);

    public Output<WindowResult<int, int>> Spreads { get; } = new(seed + 2);

    public Output<WindowResult<string, long>> Overlapping { get; } = new(seed + 3);

    public Output<WindowResult<string, int>> Sessions { get; } = new(seed + 4);

    public Output<WindowResult<string, int>> Pieces { get; } = new(seed + 5);

    /// <summary>Windows three times as long as the others, of which four begin in each of those.</summary>
    public SlidingWindows Sliding { get; } = SlidingWindows.OfEventTime(
        TimeSpan.FromMilliseconds(3 * scenario.Size), TimeSpan.FromMilliseconds((scenario.Size + 3) / 4), TimeSpan.FromMilliseconds(scenario.Offset));

    public SimulationResult Simulate() => new JobSimulation(Build, Suite.Options(seed, Disturb)).Run();

    private void Disturb()
    {
        Sums.Disturb();
        Averages.Disturb();
        Spreads.Disturb();
        Overlapping.Disturb();
        Sessions.Disturb();
        Pieces.Disturb();
    }

    private JobGraph Build(int parallelism)
    {
        var job = new JobBuilder("aggregates") { Parallelism = parallelism, MaxParallelism = 16 };
        var clicks = scenario.ClicksOf(job);
        var byUser = clicks.KeyBy(c => c.User).Window(scenario.Windows);
        byUser.Sum(c => c.Number, "sum").SinkTo(Sums.Sink, "sums");
        byUser.Average(c => c.Number, "average").SinkTo(Averages.Sink, "averages", parallelism: 1 + parallelism % 3);
        clicks.KeyBy(c => c.Number % 5).Window(scenario.Windows).Aggregate(new SpreadAggregate(), "spread").SinkTo(Spreads.Sink, "spreads");
        clicks.KeyBy(c => c.User).Window(Sliding).Count("sliding").SinkTo(Overlapping.Sink, "overlapping");
        clicks.KeyBy(c => c.User).Window(SessionWindows.OfEventTime(TimeSpan.FromMilliseconds(scenario.Size))).Sum(c => c.Number, "session").SinkTo(Sessions.Sink, "sessions");
        clicks.KeyBy(c => c.User).Window(scenario.Windows).Trigger(t => t.AtWatermark().EarlyEach(3).Purging()).Sum(c => c.Number, "piece").SinkTo(Pieces.Sink, "pieces");
        return job.Build();
    }
}
