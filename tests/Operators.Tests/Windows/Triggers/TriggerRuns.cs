using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Operators.Tests.Windows.Triggers;

/// <summary>Windows with triggers that list the amounts of shop 1, and what happens to them.</summary>
internal static class TriggerRuns
{
    public static WindowRun<string> Listed(Func<KeyedStream<Sale, int>, WindowedStream<Sale, int>> window, int lateness = 0) =>
        new(window, TimeSpan.FromMilliseconds(lateness), w => w.Aggregate(new Listing()));

    public static TumblingWindows Tumbling(int size) => TumblingWindows.OfEventTime(TimeSpan.FromMilliseconds(size));

    public static SessionWindows Sessions(int gap) => SessionWindows.OfEventTime(TimeSpan.FromMilliseconds(gap));

    public static void Feed(WindowRun<string> run, params IEnumerable<long> amounts) => run.Feed(amounts.Select(amount => (new Sale(1, amount), 0L)));

    public static IEnumerable<string> Values(WindowRun<string> run) => [.. run.TakeResults().Select(r => r.Value.Value)];

    public static void Pass(WindowRun<string> run, int milliseconds)
    {
        run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        run.FireProcessingTime();
    }

    /// <summary>Lets the clock come to a multiple of an interval.</summary>
    public static void Align(WindowRun<string> run, long interval) => Pass(run, (int)(interval - (run.Runtime.SubtaskClock.NowMs % interval)));
}
