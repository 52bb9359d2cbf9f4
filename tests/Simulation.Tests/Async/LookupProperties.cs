using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Windows;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Async;

/// <summary>Each record comes once with the row of its key, in its window, whatever fails, takes too long and crashes meanwhile.</summary>
public sealed class LookupProperties
{
    [Fact]
    public void Each_record_is_counted_once_with_its_row_and_none_becomes_late() => Suite.Run(Rows);

    internal static SimulationResult Rows(int seed)
    {
        var scenario = Scenario.WithinBound(new Random(seed));
        var isInner = seed % 3 == 1;
        var counts = new Output<WindowResult<string, long>>(seed);
        var failed = new Output<FailedRecord<Click>>(seed + 1);
        UserTable? table = null;
        JobSimulation? simulation = null;

        simulation = new JobSimulation(
            parallelism =>
            {
                table ??= new UserTable(seed, simulation!.Time);
                var job = new JobBuilder("rows") { Parallelism = parallelism, MaxParallelism = 16 };
                var clicks = scenario.ClicksOf(job);
                var cities = Declare(seed % 2 == 0 ? clicks : clicks.Rebalance(), table, OptionsOf(seed), isInner, takesOne: seed % 4 == 3);
                cities.KeyBy(c => c.User).Window(scenario.Windows).Count().SinkTo(counts.Sink, "counts");
                cities.Failed.SinkTo(failed.Sink, "failed");
                return job.Build();
            },
            Suite.Options(seed, () =>
            {
                counts.Disturb();
                failed.Disturb();
            }));
        var result = simulation.Run();

        table!.Faults.ShouldBeEmpty(scenario.ToString());
        table.MostKeys.ShouldBeLessThanOrEqualTo(OptionsOf(seed).BatchSize, scenario.ToString());
        var without = failed.Committed.Select(f => f.Record!).ToList();
        without.ShouldBeUnique(scenario.ToString());
        failed.Committed.ShouldAllBe(f => f.ErrorType == typeof(TimeoutException).FullName || f.ErrorType == typeof(InvalidOperationException).FullName);
        var found = scenario.All.Except(without).Select(c => c with { User = UserTable.CityOf(c.User) ?? "none" }).Where(c => !isInner || c.User != "none");
        counts.Committed.ToDictionary(c => (c.Key, c.Window.Start), c => c.Value).ShouldBe(Windows.WindowOracle.Count(found, scenario), ignoreOrder: true, scenario.ToString());
        result.Late.ShouldBe(0, scenario.ToString());
        return result;
    }

    private static OperatorStream<Click, Click> Declare(DataStream<Click> clicks, UserTable table, LookupOptions options, bool isInner, bool takesOne) => (isInner, takesOne) switch
    {
        (true, true) => clicks.InnerLookup(c => c.User, table.LoadOne, (click, city) => click with { User = city }, options),
        (true, false) => clicks.InnerLookup(c => c.User, table.Load, (click, city) => click with { User = city }, options),
        (false, true) => clicks.Lookup(c => c.User, table.LoadOne, (click, city) => click with { User = city ?? "none" }, options),
        _ => clicks.Lookup(c => c.User, table.Load, (click, city) => click with { User = city ?? "none" }, options),
    };

    private static LookupOptions OptionsOf(int seed) => new()
    {
        BatchSize = 1 + seed % 6,
        BatchDelay = TimeSpan.FromMilliseconds(seed % 4 * 5),
        Concurrency = seed % 5 == 0 ? null : 2 + seed % 3,
        Ordered = seed % 5 == 1,
        // What stands before a barrier must be through before its checkpoint is aborted, or no history would end.
        MaxInFlight = 8 + seed % 13,
        Timeout = TimeSpan.FromMilliseconds(150),
        Retry = new AsyncRetry { MaxAttempts = 1 + seed % 6, InitialDelay = TimeSpan.FromMilliseconds(seed % 20), Factor = 1 },
        Cache = (seed % 4) switch
        {
            0 => null,
            1 => new LookupCache { MaxEntries = 3, ExpireAfterAccess = TimeSpan.FromMilliseconds(50) },
            2 => new LookupCache { ExpireAfterWrite = TimeSpan.FromMilliseconds(100), KeepsAbsence = false },
            _ => new LookupCache(),
        },
    };
}
