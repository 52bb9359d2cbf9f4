using System.Globalization;

namespace AkkaStreamProc.TestKit;

/// <summary>Runs many simulated histories, one for each seed, on all cores.</summary>
/// <remarks>
/// Where the environment variable <c>SEED</c> is set, only the history of that seed runs: so a failure, whose message
/// names its seed, is replayed alone.
/// </remarks>
/// <example>
/// <code>
/// Histories.Run(1_000, seed =>
/// {
///     var output = new CollectingSink&lt;Total&gt;();
///     var result = new JobSimulation(p => Totals.Build(p, output), new SimulationOptions { Seed = seed, Parallelisms = [1, 2, 4] }).Run();
///     Assert.Equal(Totals.Expected, output.Committed.Order());
///     return result;
/// });
/// </code>
/// </example>
public static class Histories
{
    /// <summary>Runs histories until all are through or one fails.</summary>
    /// <param name="count">How many.</param>
    /// <param name="history">
    /// Simulates the history of a seed and asserts what must hold of it, by throwing. Called on several threads at once.
    /// </param>
    /// <param name="firstSeed">The first seed; the others follow.</param>
    /// <exception cref="SimulationFailedException">A history failed; names its seed.</exception>
    public static HistoriesResult Run(int count, Func<int, SimulationResult> history, int firstSeed = 0)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("SEED"), CultureInfo.InvariantCulture, out var only))
        {
            (firstSeed, count) = (only, 1);
        }

        var sum = new HistoriesResult(0, 0, 0, 0);
        SimulationFailedException? failure = null;
        var gate = new Lock();
        Parallel.For(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            (number, loop) =>
            {
                try
                {
                    var result = history(firstSeed + number);
                    lock (gate)
                    {
                        sum = new HistoriesResult(
                            sum.Count + 1,
                            sum.WithCrash + (result.Crashes > 0 ? 1 : 0),
                            sum.WithFault + (result.Faults > 0 ? 1 : 0),
                            sum.Steps + result.Steps);
                    }
                }
                catch (Exception e)
                {
                    lock (gate)
                    {
                        failure ??= e as SimulationFailedException ?? new SimulationFailedException(firstSeed + number, e.Message, e);
                    }

                    loop.Stop();
                }
            });
        return failure is null ? sum : throw failure;
    }
}
