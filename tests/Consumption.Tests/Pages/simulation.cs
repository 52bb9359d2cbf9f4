using AkkaStreamProc;
using AkkaStreamProc.TestKit;
using Xunit;

namespace Pages.Simulation;

public class TotalsTests
{
// block 1
}

public sealed record Total(string Key, long Sum);

internal static class Totals
{
    public static IEnumerable<Total> Expected => [];

    public static JobGraph Build(int parallelism, CollectingSink<Total> output)
    {
        var job = new JobBuilder("totals") { Parallelism = parallelism };
        job.FromSource(new CollectionSource<Total>([]), WatermarkStrategy<Total>.None()).SinkTo(output);
        return job.Build();
    }
}
