using AkkaStreamProc.Operators.Graph;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests;

/// <summary>The job under test: counts by user and window, late records aside.</summary>
internal sealed class WindowedJob(Scenario scenario)
{
    public CollectingSink<WindowResult<string, long>> Counts { get; } = new();

    public CollectingSink<Click> Late { get; } = new();

    /// <summary>The last count of each user and window; earlier ones are corrected by it.</summary>
    public Dictionary<(string User, long Start), long> LastCounts
    {
        get
        {
            var last = new Dictionary<(string, long), long>();
            foreach (var result in Counts.Committed)
            {
                last[(result.Key, result.Window.Start)] = Math.Max(last.GetValueOrDefault((result.Key, result.Window.Start)), result.Value);
            }

            return last;
        }
    }

    public JobGraph Build(int parallelism)
    {
        var bound = scenario.Bound;
        var job = new JobBuilder("simulated") { Parallelism = parallelism, MaxParallelism = 16 };
        var clicks = job.FromSource(
            new CollectionSource<Click>(scenario.Splits) { FetchSize = scenario.FetchSize },
            WatermarkStrategy<Click>.BoundedOutOfOrderness(TimeSpan.FromMilliseconds(bound)).WithTimestamps(c => c.Time));
        var counts = clicks
            .Where(c => c.Number >= 0)
            .KeyBy(c => c.User)
            .Window(TumblingWindows.OfEventTime(TimeSpan.FromMilliseconds(scenario.Size), TimeSpan.FromMilliseconds(scenario.Offset)))
            .AllowedLateness(TimeSpan.FromMilliseconds(scenario.Lateness))
            .Count();
        counts.SinkTo(Counts, "counts");
        counts.LateRecords.SinkTo(Late, "late");
        return job.Build();
    }
}
