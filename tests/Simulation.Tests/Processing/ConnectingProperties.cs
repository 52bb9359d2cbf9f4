using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Processing;

/// <summary>A function of two streams sees each record of both once, with the state and the timers that both share.</summary>
public sealed class ConnectingProperties
{
    [Fact]
    public void Records_of_two_streams_meet_once_in_the_state_of_their_key() => Suite.Run(Meetings);

    internal static SimulationResult Meetings(int seed)
    {
        var scenario = Scenario.WithinBound(new Random(seed));
        var meetings = new Output<Meeting>(seed);
        JobGraph Build(int parallelism)
        {
            var job = new JobBuilder("meetings") { Parallelism = parallelism, MaxParallelism = 16 };
            var clicks = scenario.ClicksOf(job);
            var odd = clicks.Where(c => c.Number % 2 == 1).Rebalance().WithParallelism(1 + seed % 3).Select(c => new Odd(c.User, c.Number));
            clicks.Where(c => c.Number % 2 == 0).KeyBy(c => c.User)
                .Connect(odd.KeyBy(o => o.Name))
                .Process(() => new Sums(), "sums")
                .SinkTo(meetings.Sink, "sink");
            return job.Build();
        }

        var result = new JobSimulation(Build, Suite.Options(seed, meetings.Disturb)).Run();

        foreach (var user in scenario.All.GroupBy(c => c.User))
        {
            var ofUser = meetings.Committed.Where(m => m.User == user.Key).ToList();
            ofUser.Count(m => !m.IsLast).ShouldBe(user.Count(), scenario.ToString());
            ofUser.Single(m => m.IsLast).ShouldBe(new Meeting(user.Key, user.Where(c => c.Number % 2 == 0).Sum(c => c.Number), user.Where(c => c.Number % 2 == 1).Sum(c => c.Number), true));
        }

        return result;
    }

    internal sealed record Odd(string Name, int Number);

    internal sealed record Meeting(string User, int Even, int Odd, bool IsLast);

    private sealed class Sums : CoProcessFunction<string, Click, Odd, Meeting>
    {
        private ValueState<int> _even = null!;
        private ValueState<int> _odd = null!;

        public override void Open(StateDeclarations states)
        {
            _even = states.Value<int>("even");
            _odd = states.Value<int>("odd");
        }

        public override void ProcessFirst(Click record, ProcessContext<string, Meeting> context)
        {
            _even.Value += record.Number;
            Tell(context);
        }

        public override void ProcessSecond(Odd record, ProcessContext<string, Meeting> context)
        {
            _odd.Value += record.Number;
            Tell(context);
        }

        public override void OnTimer(long timestamp, ProcessContext<string, Meeting> context) =>
            context.Emit(new Meeting(context.Key, _even.Value, _odd.Value, IsLast: true));

        private void Tell(ProcessContext<string, Meeting> context)
        {
            context.Emit(new Meeting(context.Key, _even.Value, _odd.Value, IsLast: false));
            context.RegisterEventTimeTimer(1_000_000);
        }
    }
}
