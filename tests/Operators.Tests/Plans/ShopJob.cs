using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Operators.Tests.Plans;

/// <summary>A job with something of everything.</summary>
internal static class ShopJob
{
    public sealed record Click(string User, string Url, long Time);

    public sealed record Visit(string User, int Length);

    public static JobBuilder Declare(int parallelism = 2, string windowName = "visits", string sinkDescription = "counts")
    {
        var job = new JobBuilder("shop") { Parallelism = parallelism };
        var clicks = job.FromSource(new IdleSource<Click>("clicks"), WatermarkStrategy<Click>.Monotonous().WithTimestamps(c => c.Time), "clicks");
        clicks.BadRecords.SinkTo(new IdleSink<BadRecord>("bad"), "bad");
        var counts = clicks
            .Where(c => c.Url != "/health")
            .Select(c => new Visit(c.User, c.Url.Length))
            .KeyBy(v => v.User)
            .Window(TumblingWindows.OfEventTime(TimeSpan.FromHours(1)))
            .AllowedLateness(TimeSpan.FromMinutes(5))
            .Sum(v => v.Length, windowName);
        counts.LateRecords.SinkTo(new IdleSink<Visit>("late"), "late");
        counts.Map(r => r.Value).SinkTo(new IdleSink<int>(sinkDescription), "counts");
        clicks.KeyBy(c => c.User).Process(() => new Deduplicate()).Rebalance().SinkTo(new IdleSink<Click>("once"), "once", parallelism: 1);
        return job;
    }

    private sealed class Deduplicate : ProcessFunction<string, Click, Click>
    {
        private ValueState<bool> _seen = null!;

        public override void Open(StateDeclarations states) => _seen = states.Value<bool>("seen");

        public override void Process(Click click, ProcessContext<string, Click> context)
        {
            if (!_seen.Value)
            {
                _seen.Value = true;
                context.Emit(click);
            }
        }
    }
}
