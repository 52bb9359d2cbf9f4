using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>A record with a key and a time.</summary>
internal readonly record struct Visit(int Key, long Time);

/// <summary>The job most specs run: counts visits by key and second, which has one right answer however it is run.</summary>
internal static class Visits
{
    public const long WindowMs = 1000;

    /// <summary>Visits in the order of their time, the same for the same arguments.</summary>
    public static Visit[] Make(int count, int keys = 17, long from = 0, long stepMs = 10) =>
        [.. Enumerable.Range(0, count).Select(i => new Visit(i * 31 % keys, from + i * stepMs))];

    public static JobGraph Job(
        string name,
        ISource<Visit> source,
        ISink<string> sink,
        int parallelism = 1,
        Func<Visit, Visit>? through = null,
        int? writers = null)
    {
        var job = new JobBuilder(name) { Parallelism = parallelism };
        job.FromSource(source, WatermarkStrategy<Visit>.Monotonous().WithTimestamps(v => v.Time))
            .Map(through ?? (static v => v))
            .KeyBy(v => v.Key)
            .Window(TumblingWindows.OfEventTime(TimeSpan.FromMilliseconds(WindowMs)))
            .Count("count")
            .Map(r => Describe(r.Key, r.Window.Start, r.Value))
            .SinkTo(sink, "out", writers);
        return job.Build();
    }

    /// <summary>The right answer, the plain way.</summary>
    public static IReadOnlyList<string> Expected(params IEnumerable<Visit> visits) =>
        [.. visits.GroupBy(v => (v.Key, Start: v.Time / WindowMs * WindowMs)).Select(g => Describe(g.Key.Key, g.Key.Start, g.LongCount())).Order()];

    private static string Describe(int key, long start, long count) => $"{key}@{start}={count}";
}
