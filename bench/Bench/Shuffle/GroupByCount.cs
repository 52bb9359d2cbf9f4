using Akka;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace AkkaStreamProc.Bench.Shuffle;

/// <summary>The count with plain Akka.Streams: a substream for each key, which keeps its open windows.</summary>
internal static class GroupByCount
{
    /// <returns>How many results came out.</returns>
    public static async Task<long> RunAsync(ActorSystem system, ClickBlock block, int users, int clicks)
    {
        using var materializer = system.Materializer();
        var results = (Source<object, NotUsed>)Source.From(block.Clicks.Take(clicks))
            .StatefulSelectMany(WithWatermark)
            .GroupBy(users, c => c.Click.User)
            .StatefulSelectMany(CountByWindow)
            .MergeSubstreams();
        return await results.RunWith(Sink.Aggregate<object, long>(0, (count, _) => count + 1), materializer);
    }

    private static Func<Click, IEnumerable<(Click Click, long Watermark)>> WithWatermark()
    {
        var latest = long.MinValue;
        return click =>
        {
            latest = Math.Max(latest, click.Time);
            return [(click, latest - ClickBlock.OutOfOrdernessMs - 1)];
        };
    }

    private static Func<(Click Click, long Watermark), IEnumerable<object>> CountByWindow()
    {
        var windows = new SortedList<long, long>();
        return next =>
        {
            var start = next.Click.Time - (next.Click.Time % ClickBlock.WindowMs);
            windows[start] = windows.GetValueOrDefault(start) + 1;
            if (windows.GetKeyAtIndex(0) + ClickBlock.WindowMs - 1 > next.Watermark)
            {
                return [];
            }

            var result = (object)(next.Click.User, windows.GetKeyAtIndex(0), windows.GetValueAtIndex(0));
            windows.RemoveAt(0);
            return [result];
        };
    }
}
