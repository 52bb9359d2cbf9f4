using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Windows;
using AkkaStreamProc.Simulation.Tests.Windows;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Shuffles;

/// <summary>Streams of derived types become one of their base, whose records stay what they are over shuffles and in checkpoints.</summary>
public sealed class UnionProperties
{
    [Fact]
    public void Each_record_comes_once_as_what_it_is() => Suite.Run(DerivedTypes);

    [Fact]
    public void Union_of_no_streams_and_of_streams_of_two_jobs_is_refused()
    {
        Should.Throw<StreamProcessingException>(() => Streams.Union<IVisit>()).Message.ShouldStartWith("A union of no streams");
        var scenario = Scenario.WithinBound(new Random(1));
        var (first, second) = (scenario.ClicksOf(new JobBuilder("a")), scenario.ClicksOf(new JobBuilder("b")));
        Should.Throw<StreamProcessingException>(() => Streams.Union<object>(first, second)).Message.ShouldContain("Declare both streams with the same JobBuilder");
    }

    internal static SimulationResult DerivedTypes(int seed)
    {
        var scenario = Scenario.WithinBound(new Random(seed));
        var counts = new Output<WindowResult<string, long>>(seed);
        var simulation = new JobSimulation(
            parallelism =>
            {
                var job = new JobBuilder("union") { Parallelism = parallelism, MaxParallelism = 16 };
                var clicks = scenario.ClicksOf(job);
                var opened = clicks.Where(c => c.Number % 3 == 0).Select(c => new Opened(c.User));
                var closed = (seed % 2 == 0 ? clicks : clicks.Rebalance()).Where(c => c.Number % 3 == 1).Map(c => new Closed(c.User, c.Number));
                var others = clicks.Where(c => c.Number % 3 == 2).Select(c => (IVisit)new Opened(c.User));
                Streams.Union<IVisit>(opened, closed, others)
                    .KeyBy(v => v.Label).Window(scenario.Windows).Count().SinkTo(counts.Sink, "counts");
                return job.Build();
            },
            Suite.Options(seed, counts.Disturb));
        var result = simulation.Run();

        var labelled = scenario.All.Select(c => c with { User = c.Number % 3 == 1 ? $"closed {c.User}" : $"opened {c.User}" });
        counts.Committed.ToDictionary(c => (c.Key, c.Window.Start), c => c.Value).ShouldBe(WindowOracle.Count(labelled, scenario), ignoreOrder: true, scenario.ToString());
        result.Late.ShouldBe(0, scenario.ToString());
        return result;
    }

    [StateDerivedType(typeof(Opened))]
    [StateDerivedType(typeof(Closed))]
    internal interface IVisit
    {
        string Label { get; }
    }

    internal sealed record Opened(string User) : IVisit
    {
        public string Label => $"opened {User}";
    }

    internal sealed record Closed(string User, int Number) : IVisit
    {
        public string Label => $"closed {User}";
    }
}
