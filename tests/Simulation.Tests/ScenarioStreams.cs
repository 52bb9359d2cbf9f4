using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Simulation.Tests;

/// <summary>A scenario as jobs read it.</summary>
internal static class ScenarioStreams
{
    extension(Scenario scenario)
    {
        public TumblingWindows Windows =>
            TumblingWindows.OfEventTime(TimeSpan.FromMilliseconds(scenario.Size), TimeSpan.FromMilliseconds(scenario.Offset));

        public DataStream<Click> ClicksOf(JobBuilder job, string? name = null) => job.FromSource(
            new CollectionSource<Click>(scenario.Splits) { FetchSize = scenario.FetchSize },
            WatermarkStrategy<Click>.BoundedOutOfOrderness(TimeSpan.FromMilliseconds(scenario.Bound)).WithTimestamps(c => c.Time), name);
    }
}
