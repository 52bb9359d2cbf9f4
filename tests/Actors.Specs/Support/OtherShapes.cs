using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>Jobs that are not <see cref="Visits.Job"/>, though they may have its name.</summary>
internal static class OtherShapes
{
    public static JobGraph Sum(string name, ISource<Visit> source, ISink<string> sink)
    {
        var job = new JobBuilder(name);
        job.FromSource(source, WatermarkStrategy<Visit>.Monotonous().WithTimestamps(v => v.Time))
            .Map(static v => v)
            .KeyBy(v => v.Key)
            .Window(TumblingWindows.OfEventTime(TimeSpan.FromMilliseconds(Visits.WindowMs)))
            .Sum(v => v.Time, "sum")
            .Map(r => $"{r.Key}@{r.Window.Start}={r.Value}")
            .SinkTo(sink, "out");
        return job.Build();
    }

    /// <summary>Every record as it came, by its key; with one subtask in the order of the source.</summary>
    public static JobGraph Copy(string name, ISource<Visit> source, ISink<Visit> sink)
    {
        var job = new JobBuilder(name);
        job.FromSource(source, WatermarkStrategy<Visit>.None()).Rebalance().SinkTo(sink, "out");
        return job.Build();
    }
}
