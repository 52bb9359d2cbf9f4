using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;
using AkkaStreamProc.Simulation.Tests.Windows;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.EventTime;

/// <summary>Timers and state follow from the order of the records of a split alone.</summary>
public sealed class EventTimeProperties
{
    [Fact]
    public void First_click_within_a_time_is_that_of_a_plain_loop_for_every_fetch_size() => Suite.Run(FirstWithinATime);

    [Fact]
    public void Functions_behind_functions_see_event_time_as_a_plain_loop_does() => Suite.Run(FunctionsBehindFunctions);

    [Fact]
    public void Count_by_timers_is_that_of_windows_whatever_the_splits() => Suite.Run(CountsByTimers);

    internal static SimulationResult FirstWithinATime(int seed)
    {
        var random = new Random(seed);
        var (bound, ttl, users) = (random.Next(0, 30), random.Next(1, 200), random.Next(1, 60));
        var fetchSize = (int)Math.Round(Math.Pow(8192, random.NextDouble()));
        var clicks = Clicks(random, random.Next(100, 800), users, bound);
        var output = new Output<Click>(seed);

        var result = Simulate(seed, output, parallelism =>
        {
            var job = new JobBuilder("first") { Parallelism = parallelism, MaxParallelism = 16 };
            ClicksOf(job, clicks, bound, fetchSize)
                .KeyBy(c => c.User).Process(() => new FirstWithin(ttl), "first").SinkTo(output.Sink, "clicks");
            return job.Build();
        });

        output.Committed.Select(c => c.Number).Order().ShouldBe(
            EventTimeOracle.FirstWithin(clicks, bound, ttl).Select(c => c.Number), $"bound {bound}, ttl {ttl}, {users} users, fetch {fetchSize}");
        return result;
    }

    internal static SimulationResult FunctionsBehindFunctions(int seed)
    {
        var random = new Random(seed);
        var (bound, first, second) = (random.Next(0, 20), random.Next(-10, 60), random.Next(1, 60));
        var fetchSize = (int)Math.Round(Math.Pow(1000, random.NextDouble()));
        var clicks = Clicks(random, random.Next(50, 250), random.Next(1, 12), bound);
        var output = new Output<Sighting>(seed);

        // What comes of several subtasks meets in any order: only one of them keeps the order of the split.
        var result = Simulate(seed, output, parallelism =>
        {
            var job = new JobBuilder("watchers") { Parallelism = parallelism, MaxParallelism = 16 };
            var seen = ClicksOf(job, clicks, bound, fetchSize)
                .Select(c => new Sighting(c.User, c.Time, c.Number, 0))
                .KeyBy(s => s.User).Process(() => new Watcher(first), "first").WithParallelism(1)
                .Where(s => s.Time % 5 != 0)
                .FlatMap(s => s.Number % 7 == 3 ? [] : new[] { s });
            seen.KeyBy(s => s.User).Process(() => new Watcher(second), "second").SinkTo(output.Sink, "sightings");
            return job.Build();
        });

        var between = EventTimeOracle.Watch(
                EventTimeOracle.WithWatermarks(clicks, bound).Select(c => (new Sighting(c.Click.User, c.Click.Time, c.Click.Number, 0), c.Watermark)), first)
            .Where(s => s.Seen.Time % 5 != 0 && s.Seen.Number % 7 != 3);
        var expected = EventTimeOracle.Watch(between, second).Select(s => s.Seen).ToLookup(s => s.User);
        var committed = output.Committed.ToLookup(s => s.User);
        foreach (var user in expected)
        {
            committed[user.Key].ShouldBe(user, $"bound {bound}, delays {first} and {second}, fetch {fetchSize}");
        }

        committed.Count.ShouldBe(expected.Count);
        return result;
    }

    internal static SimulationResult CountsByTimers(int seed)
    {
        var scenario = Scenario.WithinBound(new Random(seed));
        var output = new Output<WindowResult<string, long>>(seed);

        var result = Simulate(seed, output, parallelism =>
        {
            var job = new JobBuilder("counts") { Parallelism = parallelism, MaxParallelism = 16 };
            var clicks = scenario.ClicksOf(job);
            // Some take the direct way, some another one, some one through a function where they are.
            (seed % 3 == 0 ? clicks : seed % 3 == 1 ? clicks.Process(() => new Passing(), "passing") : clicks.Where(c => c.Number % 2 == 0).Union(clicks.Where(c => c.Number % 2 == 1).Rebalance()))
                .KeyBy(c => new ValueTuple<string, long>(c.User, scenario.StartOf(c.Time)))
                .Process(() => new CountByTimer(scenario.Size), "counts")
                .SinkTo(output.Sink, "sink");
            return job.Build();
        });

        output.Committed.Select(r => (r.Key, r.Window.Start, r.Value)).Order().ShouldBe(
            WindowOracle.Count(scenario.All, scenario).Select(c => (c.Key.User, c.Key.Start, c.Value)).Order(), scenario.ToString());
        return result;
    }

    private static List<Click> Clicks(Random random, int count, int users, int bound)
    {
        var now = (long)random.Next(-100, 100);
        var clicks = new List<Click>(count);
        for (var number = 0; number < count; number++)
        {
            now += random.Next(0, 8);
            // Some come later than the bound allows.
            var delay = random.Next(10) == 0 ? random.Next(0, 200) : random.Next(0, bound + 1);
            clicks.Add(new Click($"user-{random.Next(users)}", now - delay, number));
        }

        return clicks;
    }

    private static DataStream<Click> ClicksOf(JobBuilder job, List<Click> clicks, int bound, int fetchSize) => job.FromSource(
        new CollectionSource<Click>([clicks]) { FetchSize = fetchSize },
        WatermarkStrategy<Click>.BoundedOutOfOrderness(TimeSpan.FromMilliseconds(bound)).WithTimestamps(c => c.Time));

    private static SimulationResult Simulate<T>(int seed, Output<T> output, Func<int, JobGraph> build)
    {
        // A stream that comes in few fetches has few steps, in which as much must happen as elsewhere.
        var options = Suite.Options(seed, output.Disturb);
        return new JobSimulation(build, options with
        {
            CrashProbability = options.CrashProbability * 4,
            FaultProbability = options.FaultProbability * 4,
        }).Run();
    }
}
