using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Processing;

/// <summary>What comes of joins equals the batch computation over all records.</summary>
public sealed class JoiningProperties
{
    [Fact]
    public void Joins_by_interval_window_and_version_are_those_of_a_batch_computation() => Suite.Run(Joins);

    internal static SimulationResult Joins(int seed)
    {
        var scenario = Scenario.WithinBound(new Random(seed));
        var (near, alone, held, gathered) = (new Output<Pair>(seed), new Output<Click>(seed + 1), new Output<Pair>(seed + 2), new Output<Pair>(seed + 3));
        var (lower, upper) = (-scenario.Size, scenario.Size / 2);
        JobGraph Build(int parallelism)
        {
            var job = new JobBuilder("joins") { Parallelism = parallelism, MaxParallelism = 16 };
            var clicks = scenario.ClicksOf(job);
            var odd = clicks.Where(c => c.Number % 2 == 1).Rebalance().WithParallelism(1 + seed % 3).KeyBy(c => c.User);
            var even = clicks.Where(c => c.Number % 2 == 0).KeyBy(c => c.User).Connect(odd);
            var within = even.Within(TimeSpan.FromMilliseconds(lower), TimeSpan.FromMilliseconds(upper));
            within.FullJoin(Pair.Of, "near").SinkTo(near.Sink, "near-sink");
            within.AntiJoin("alone").SinkTo(alone.Sink, "alone-sink");
            even.AsOf(Retention.ForEver).LeftJoin((e, o) => new Pair(e.User, e.Number, e.Time, 0, o?.Time ?? -1), "held").SinkTo(held.Sink, "held-sink");
            even.Window(scenario.Windows).FullJoin(Pair.Of, "gathered").SinkTo(gathered.Sink, "gathered-sink");
            return job.Build();
        }

        void Disturb()
        {
            near.Disturb();
            alone.Disturb();
            held.Disturb();
            gathered.Disturb();
        }

        var result = new JobSimulation(Build, Suite.Options(seed, Disturb)).Run();

        var (first, second) = (scenario.All.Where(c => c.Number % 2 == 0).ToList(), scenario.All.Where(c => c.Number % 2 == 1).ToList());
        bool isNear(Click e, Click o) => e.User == o.User && o.Time >= e.Time + lower && o.Time <= e.Time + upper;
        Full(first, second, isNear).ShouldBe(near.Committed.Order());
        first.Where(e => !second.Exists(o => isNear(e, o))).OrderBy(Text).ShouldBe(alone.Committed.OrderBy(Text));
        first.Select(e => new Pair(e.User, e.Number, e.Time, 0, second.Where(o => o.User == e.User && o.Time <= e.Time).Select(o => o.Time).DefaultIfEmpty(-1).Max())).Order()
            .ShouldBe(held.Committed.Order());
        Full(first, second, (e, o) => e.User == o.User && scenario.StartOf(e.Time) == scenario.StartOf(o.Time)).ShouldBe(gathered.Committed.Order());
        return result;
    }

    private static IEnumerable<Pair> Full(List<Click> first, List<Click> second, Func<Click, Click, bool> areMet) => Enumerable.Order<Pair>(
    [
        .. from e in first from o in second where areMet(e, o) select Pair.Of(e, o),
        .. first.Where(e => !second.Exists(o => areMet(e, o))).Select(e => Pair.Of(e, null)),
        .. second.Where(o => !first.Exists(e => areMet(e, o))).Select(o => Pair.Of(null, o)),
    ]);

    private static string Text(Click click) => click.ToString();

    internal readonly record struct Pair(string User, int First, long FirstTime, int Second, long SecondTime) : IComparable<Pair>
    {
        public static Pair Of(Click? first, Click? second) => new((first ?? second)!.User, first?.Number ?? -1, first?.Time ?? -1, second?.Number ?? -1, second?.Time ?? -1);

        public int CompareTo(Pair other) => string.CompareOrdinal(ToString(), other.ToString());
    }
}
