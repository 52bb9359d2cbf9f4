using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Faults;

/// <summary>What functions cannot process is diverted exactly once, and the results are those of the other records alone.</summary>
public sealed class FailingProperties
{
    [Fact]
    public void Failed_records_are_diverted_exactly_once_and_leave_nothing_in_state() => Suite.Run(FailedLeaveNothing);

    internal static SimulationResult FailedLeaveNothing(int seed)
    {
        var scenario = Scenario.WithUsersOfSplits(new Random(seed));
        var totals = new Output<Total>(seed);
        var unmapped = new Output<FailedRecord<Click>>(seed + 1);
        var unadded = new Output<FailedRecord<Click>>(seed + 2);
        JobGraph Build(int parallelism)
        {
            var job = new JobBuilder("failures") { Parallelism = parallelism, MaxParallelism = 16 };
            var mapped = scenario.ClicksOf(job).Map(c => c.Number % 5 == 0 ? throw new InvalidOperationException($"{c.Number} by five.") : c, "map");
            var added = mapped.KeyBy(c => c.User).Process(() => new Adds(), "totals");
            mapped.Failed.SinkTo(unmapped.Sink, "unmapped");
            added.Failed.SinkTo(unadded.Sink, "unadded", parallelism: 1 + seed % 2);
            added.SinkTo(totals.Sink, "sink");
            return job.Build();
        }

        var result = new JobSimulation(Build, Suite.Options(seed, () =>
        {
            totals.Disturb();
            unmapped.Disturb();
            unadded.Disturb();
        })).Run();

        var all = scenario.All.OrderBy(c => c.Number).ToList();
        unmapped.Committed.Select(f => f.Record!).OrderBy(c => c.Number).ShouldBe(all.Where(c => c.Number % 5 == 0));
        unadded.Committed.Select(f => f.Record!).OrderBy(c => c.Number).ShouldBe(all.Where(c => c.Number % 5 != 0 && c.Number % 3 == 0));
        unadded.Committed.ShouldAllBe(f => f.Key == f.Record!.User && f.Operator == "totals");
        foreach (var user in scenario.All.Where(c => c.Number % 5 != 0 && c.Number % 3 != 0).GroupBy(c => c.User))
        {
            var total = 0L;
            totals.Committed.Where(t => t.User == user.Key && !t.IsTimer).Select(t => t.Sum).ShouldBe(user.Select(c => total += c.Number), scenario.ToString());
            totals.Committed.Count(t => t.User == user.Key && t.IsTimer).ShouldBe(user.Select(c => c.Time).Distinct().Count(), scenario.ToString());
        }

        return result;
    }

    private sealed record Total(string User, bool IsTimer, long Sum);

    /// <summary>Adds up, emits and registers before it throws for every third record.</summary>
    private sealed class Adds : ProcessFunction<string, Click, Total>
    {
        private ValueState<long> _sum = null!;

        public override void Open(StateDeclarations states) => _sum = states.Value<long>("sum");

        public override void Process(Click record, ProcessContext<string, Total> context)
        {
            _sum.Value += record.Number;
            context.Emit(new Total(context.Key, false, _sum.Value));
            context.RegisterEventTimeTimer(record.Number % 3 == 0 ? record.Time + 1_000_000 : record.Time);
            if (record.Number % 3 == 0)
            {
                throw new InvalidOperationException($"{record.Number} by three.");
            }
        }

        public override void OnTimer(long timestamp, ProcessContext<string, Total> context) => context.Emit(new Total(context.Key, true, timestamp));
    }
}
