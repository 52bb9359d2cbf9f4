using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Processing;

/// <summary>All copies of a broadcast state are what one and the same order of the broadcast records makes of it.</summary>
public sealed class BroadcastProperties
{
    [Fact]
    public void Every_subtask_has_the_broadcast_records_in_the_same_order_through_crashes_and_rescaling() => Suite.Run(SameCopies);

    internal static SimulationResult SameCopies(int seed)
    {
        var random = new Random(seed);
        var isOrderKnown = seed % 2 == 1;
        var rules = isOrderKnown ? Scenario.WithStragglers(random) : Scenario.WithinBound(random);
        var clicks = Scenario.WithinBound(random);
        var (sights, alone) = (new Output<Sight>(seed), new Output<Sight>(seed + 1));
        JobGraph Build(int parallelism)
        {
            var job = new JobBuilder("rules") { Parallelism = parallelism, MaxParallelism = 16 };
            var source = rules.ClicksOf(job, "rules");
            var rulesByLink = (isOrderKnown ? source : source.Rebalance()).ToBroadcastState("links", _ => 0);
            var records = clicks.ClicksOf(job, "clicks");
            records.KeyBy(c => c.User).Connect(rulesByLink).Process(() => new Sights(), "sights").SinkTo(sights.Sink, "sights-sink");
            records.Connect(rulesByLink).Process(() => new UnkeyedSights(), "unkeyed").KeyBy(s => s.Click % 5).Process(() => new Punctuality(), "punctuality").SinkTo(alone.Sink, "unkeyed-sink");
            return job.Build();
        }

        void Disturb()
        {
            sights.Disturb();
            alone.Disturb();
        }

        var result = new JobSimulation(Build, Suite.Options(seed, Disturb)).Run();

        var all = rules.All.ToList();
        var folds = all.Aggregate(new List<long> { 0 }, (known, rule) => [.. known, Sight.Next(known[^1], rule)]);
        foreach (var seen in new[] { sights.Committed, alone.Committed })
        {
            seen.Count(s => s.Click >= 0).ShouldBe(clicks.All.Count(), $"rules {rules}, clicks {clicks}");
            seen.ShouldAllBe(s => !s.IsLate, $"rules {rules}, clicks {clicks}");
            seen.ShouldAllBe(s => s.Count >= 0 && s.Count <= all.Count);
            foreach (var sameCount in seen.GroupBy(s => s.Count))
            {
                sameCount.Select(s => s.Fold).Distinct().ShouldHaveSingleItem($"two copies of {sameCount.Key} rules, rules {rules}, clicks {clicks}");
            }
        }

        if (isOrderKnown)
        {
            sights.Committed.Concat(alone.Committed).ShouldAllBe(s => s.Fold == folds[s.Count]);
        }

        // Event time goes to its end behind the last rule, so what timers see there is the whole.
        var users = clicks.All.Select(c => c.User).Distinct().ToList();
        sights.Committed.Where(s => s.Click < 0).Select(s => s.Count).ShouldBe(users.Select(_ => all.Count), $"rules {rules}, clicks {clicks}");
        return result;
    }

    /// <summary>What a record saw: how many rules there had been, and what they came to in their order.</summary>
    internal sealed record Sight(int Click, int Count, long Fold)
    {
        public bool IsLate { get; init; }

        public static Sight Of(int click, IReadOnlyDictionary<int, Click> links) => links.TryGetValue(0, out var last) ? new(click, last.Number, last.Time) : new(click, 0, 0);

        /// <summary>The only entry: as its number how many rules there were, and as its time what they come to.</summary>
        public static void Add(Click rule, BroadcastState<int, Click> links)
        {
            var former = Of(0, links);
            links[0] = new Click("", Next(former.Fold, rule), former.Count + 1);
        }

        public static long Next(long fold, Click rule) => unchecked((fold * 31) + rule.Number + 1);
    }

    private sealed class Sights : KeyedBroadcastFunction<string, Click, Click, int, Sight>
    {
        public override void Process(Click record, IReadOnlyDictionary<int, Click> broadcast, ProcessContext<string, Sight> context)
        {
            context.Emit(Sight.Of(record.Number, broadcast));
            context.RegisterEventTimeTimer(1_000_000);
        }

        public override void ProcessBroadcast(Click record, BroadcastState<int, Click> broadcast, FunctionContext<Sight> context) => Sight.Add(record, broadcast);

        public override void OnTimer(long timestamp, IReadOnlyDictionary<int, Click> broadcast, ProcessContext<string, Sight> context) => context.Emit(Sight.Of(-1, broadcast));
    }

    /// <summary>Says of each sight whether its click came late.</summary>
    private sealed class Punctuality : ProcessFunction<int, Sight, Sight>
    {
        public override void Process(Sight record, ProcessContext<int, Sight> context) => context.Emit(record with { IsLate = context.Timestamp <= context.Watermark });
    }

    private sealed class UnkeyedSights : BroadcastFunction<Click, Click, int, Sight>
    {
        public override void Process(Click record, IReadOnlyDictionary<int, Click> broadcast, FunctionContext<Sight> context) => context.Emit(Sight.Of(record.Number, broadcast));

        public override void ProcessBroadcast(Click record, BroadcastState<int, Click> broadcast, FunctionContext<Sight> context) => Sight.Add(record, broadcast);
    }
}
